import type { RefusalReason } from '#lib/domain/refusal'
import type { SuiteId } from '#lib/domain/suite'

/** What the form holds: what was typed last, and why it was refused. */
export interface SubmitState {
  readonly path: string
  readonly name: string
  readonly suite: SuiteId
  /** Folders of declared relatives; empty where none is. */
  readonly encoder: string
  readonly backbone: string
  readonly refusal: string | null
  readonly reason?: RefusalReason
}

export const emptySubmit: SubmitState = {
  ...{ path: '', name: '', suite: 'demo', encoder: '', backbone: '' },
  refusal: null,
}
