/** Staff: their sign-ins and sessions. Writes `staff` and `staff_session`. */
export { createStaff, type NewStaff } from './create-staff.js';
export { findSession, isSessionOpen, removeEndedSessions, signOut, type Session } from './session.js';
export { signIn, type Credentials } from './sign-in.js';
export { SignInLimits, type Attempt } from './sign-in-limits.js';
