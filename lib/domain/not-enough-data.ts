import { z } from 'zod'
import { Refusal } from './refusal'

/**
 * A value that the data at hand cannot give: a page shows it in the place of the number, with what is there and what it
 * would take. It is an outcome like any other, not an error, and stands wherever a NaN would have.
 */
export const notEnoughData = z.object({
  kind: z.literal('not-enough-data'),
  /** What there is too little of, as a noun in the plural: `clusters`, `checkpoints`, `different scores`. */
  what: z.string(),
  have: z.number(),
  need: z.number(),
})
export type NotEnoughData = Readonly<z.infer<typeof notEnoughData>>

export function tooFew(what: string, have: number, need: number): NotEnoughData {
  return { kind: 'not-enough-data', what, have, need }
}

/** Tells the missing value from the one that was asked for. */
export function isNotEnough(value: unknown): value is NotEnoughData {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'not-enough-data'
}

/** Where there is nothing to return in the place of a number: a mean of no unit. Carries what it would take. */
export class TooFew extends Refusal {
  readonly missing: NotEnoughData

  constructor(missing: NotEnoughData, explained = `${missing.have} ${missing.what}, ${missing.need} needed`) {
    super('not-enough-data', `not enough data: ${explained}`)
    this.missing = missing
  }
}
