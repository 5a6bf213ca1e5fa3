/** What a draw belongs to. Equal keys give equal draws, on every machine and for every checkpoint. */
export interface DrawKey {
  /** Index of the seed in its suite, from 1; 0 where a condition draws nothing. */
  readonly seed: number
  readonly probe: string
  readonly condition: string
  readonly item: string
}
