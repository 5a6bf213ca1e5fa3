/**
 * Why an input was refused. A refusal is permanent: trying again with the same input gives the same answer.
 * Everything that is not a refusal is a bug or an outage, and is thrown as an ordinary error.
 */
export const refusalReasons = [
  'bad-usage',
  'checkpoint-not-found',
  'checkpoint-too-large',
  'too-many-tokens',
  'unknown-family',
  'unsupported-config',
  'unsafe-file',
  'bad-safetensors',
  'missing-tensor',
  'unused-tensor',
  'shape-mismatch',
  'bad-config',
  'bad-tokenizer',
  'bad-chat-template',
  'bad-image',
  'unknown-benchmark',
  'bad-benchmark-file',
  'unknown-probe',
  'provider-unavailable',
  'portal-unreachable',
  'hub-unreachable',
  'hub-denied',
  'hub-corrupt',
  'judge-denied',
  'judge-unreachable',
  'judge-spent',
  'unauthorized',
  'stale-attempt',
  'not-found',
  'bad-request',
  'not-enough-data',
  'quota-exceeded',
  'repeated-draws',
  'output-exists',
] as const

export type RefusalReason = (typeof refusalReasons)[number]

/** A name in a hostile file may have a million characters. */
const longestMessage = 1000

/** A typed "no": `message` names the thing, its value and the bound it broke, in one line. */
export class Refusal extends Error {
  readonly reason: RefusalReason

  constructor(reason: RefusalReason, message: string, options?: ErrorOptions) {
    const cut = message.length > longestMessage ? `${message.slice(0, longestMessage)}…` : message
    super(cut.replace(/\s*[\r\n]+\s*/g, ' '), options)
    this.name = 'Refusal'
    this.reason = reason
  }
}
