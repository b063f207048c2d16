export { type CohortTree, createCohortTree } from './acts/cohort-tree.ts'
export type { ProofStep } from './acts/proof-job.ts'
export {
  createProofPool,
  type ProofPool,
  type ProofPoolOptions,
  type ProveError,
  type ProveOptions,
  type VerifyOptions,
} from './acts/proof-pool.ts'
export { type ActSubject, actMessage, actScope, nullifierOf } from './acts/scope.ts'
export { blobDeletionHash, openBlob, type SealedBlob, sealBlob } from './blob-seal.ts'
export { type ChallengeSubject, signChallenge, verifyChallenge } from './challenge.ts'
export { type CheckpointRefusal, signCheckpoint, verifyCheckpoint } from './checkpoint.ts'
export { type SignedRecord, signClaim, verifyClaim } from './claim.ts'
export { type CompactRange, createCompactRange, decodeCompactRange } from './compact-range.ts'
export {
  EMPTY_FEED_HEAD,
  feedEntryHash,
  feedHeadAfter,
  signFeedHead,
  verifyFeedHead,
} from './feed-head.ts'
export {
  createFeedKey,
  createTicketKey,
  type FeedPlace,
  openFeedEntry,
  openFeedKeys,
  sealFeedEntry,
  sealFeedKeys,
  type TicketKey,
} from './feed-seal.ts'
export { deliveryTokenHash, deriveDeliveryToken, deriveIdentity, type Identity } from './identity.ts'
export {
  createStoreKey,
  emptyKeySlot,
  KEY_SLOT_BYTES,
  type KeySlot,
  openKeySlot,
  sealKeySlot,
} from './key-slot.ts'
export { EMPTY_ROOT, leafHash, nodeHash, verifyConsistency, verifyInclusion } from './merkle.ts'
export {
  consistencyProof,
  inclusionProof,
  type NodeReader,
  nodesAfterAppend,
  type TreeNode,
  treeRoot,
} from './merkle-proofs.ts'
export {
  type NoteCheck,
  noteId,
  openAsComrades,
  sealToComrades,
  signNote,
  verifyNote,
} from './note.ts'
export { type OpenError, type OpenedLetter, type OpenOptions, openLetter } from './open-letter.ts'
export {
  createOperatorSecrets,
  decodeOperatorSecrets,
  encodeOperatorSecrets,
  fingerprintOf,
  type OperatorSecrets,
  operatorKeys,
  verifyOperatorKeys,
} from './operator-keys.ts'
export {
  createPhrase,
  PHRASE_WORDS,
  type Phrase,
  type PhraseError,
  parsePhrase,
  phraseOf,
  type Seed,
  seedOf,
} from './phrase.ts'
export {
  createPrekeys,
  createRegistrationId,
  type NewPrekeys,
  prekeysDue,
  topUpPrekeys,
  verifyPublication,
} from './prekeys.ts'
export { equalBytes, randomBytes, sha256 } from './primitives.ts'
export {
  claimSubject,
  PROOF_OF_WORK_BOUNDS,
  type SolveOptions,
  solveProofOfWork,
  verifyProofOfWork,
} from './proof-of-work.ts'
export type { RatchetKind, RatchetReader, RatchetWrite } from './ratchet.ts'
export { compareScannable, type Person, type SafetyNumber, safetyNumber } from './safety-number.ts'
export { hasSession, type SealError, type SealedLetter, type SealOptions, sealLetter } from './seal-letter.ts'
export {
  type CertificateError,
  issueSenderCertificate,
  verifySenderCertificate,
} from './sender-certificate.ts'
export { isSoundKey } from './sound-key.ts'
export {
  createStoreLock,
  DEFAULT_STORE_LOCK,
  openStoreLock,
  type StoreLock,
  type StoreLockError,
  type StoreLockParams,
} from './store-lock.ts'
