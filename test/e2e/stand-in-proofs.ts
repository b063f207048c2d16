/** Loaded into a whole Comrad before it begins, by a test that is not about proofs: @Keymaker's are made and checked for nothing. */
import { registerHooks } from 'node:module'

const POOL = new URL('../../packages/keymaker/src/acts/proof-pool.ts', import.meta.url).href
const STAND_IN = new URL('../../packages/keymaker/src/testing-stand-in-proofs.ts', import.meta.url).href

registerHooks({
  load: (url, context, next) =>
    url === POOL
      ? {
          format: 'module',
          source: `export { createStandInProofs as createProofPool } from ${JSON.stringify(STAND_IN)}`,
          shortCircuit: true,
        }
      : next(url, context),
})
