/** API keys: making them, telling whose one is, revoking them. Writes `api_key`. */
export { digestKey, generateKey, isWellFormedKey, keyHint } from './api-key.js';
export { createKey, type CreatedKey, type NewKey } from './create-key.js';
export { KeyRing } from './key-ring.js';
export {
  keyStore,
  type KeyFinding,
  type KeyOwner,
  type KeyStore,
  type KeyUse,
  type LiveKey,
} from './key-store.js';
export { listKeys, type ListedKey } from './list-keys.js';
export { revokeKey } from './revoke-key.js';
