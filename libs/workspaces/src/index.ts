/** Workspaces: making, listing, suspending and resuming them. Writes `workspace`, but for its generation. */
export { createWorkspaceIn } from './create-workspace.js';
export { listWorkspaces, type ListedWorkspace } from './list-workspaces.js';
export { resumeWorkspace, suspendWorkspace } from './suspend-workspace.js';
