/** One figure of a measurement. `target` and `met` are absent where the figure is for information only. */
export interface Figure {
  readonly figure: string
  readonly value: string
  readonly target?: string
  readonly met?: boolean
}

/** A named measurement that anyone can repeat. */
export interface Measurement {
  readonly name: string
  readonly shows: string
  measure(): Promise<readonly Figure[]>
}
