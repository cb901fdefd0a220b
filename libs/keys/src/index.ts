/**
 * API keys and the integration that they belong to: making keys, telling whose one is, rotating, changing and revoking
 * them; the secrets that requests are signed with. Writes `api_key` and `integration`.
 */
export { digestKey, generateKey, keyHint } from './api-key.js';
export { changeKey, type KeyChange } from './change-key.js';
export { createKey, createKeyIn, type CreatedKey, type NewKey } from './create-key.js';
export {
  createIntegrationIn,
  getIntegration,
  makeSigningSecret,
  removeSigningSecrets,
  type Integration,
} from './integration.js';
export { KeyRing } from './key-ring.js';
export type { KeyState } from './key-state.js';
export {
  keyStore,
  type KeyFinding,
  type KeyOwner,
  type KeyStore,
  type KeyUse,
  type LiveKey,
  type RevokedKey,
} from './key-store.js';
export { listKeys, type ListedKey } from './list-keys.js';
export { revokeKey } from './revoke-key.js';
export { rotateKey, type KeyRotation } from './rotate-key.js';
