/** What others may be shown of a benchmark's items. `text`: question, options and gold, but no picture. */
export type Disclosure = 'items' | 'text' | 'nothing'

/** The terms a benchmark is published under, and what follows for a site. */
export interface Licence {
  /** As it would be printed: the licence's name, and whose the pictures are. */
  readonly terms: string
  /**
   * Where the terms were read: `stated` by the publisher, `reported` elsewhere and not checked, `none` found.
   * Nothing is shown of what has none.
   */
  readonly basis: 'stated' | 'reported' | 'none'
  /** What pages may show; with the credit beside it. */
  readonly show: Disclosure
  /** What downloads may hold of the items; answers and scores are ours and always may. */
  readonly export: Disclosure
  /** Shown only where nothing is earned by it. */
  readonly nonCommercial: boolean
  /** Whose work it is. */
  readonly credit: string
}

/** Whether a disclosure covers the texts of items. */
export function coversText(disclosure: Disclosure): boolean {
  return disclosure !== 'nothing'
}
