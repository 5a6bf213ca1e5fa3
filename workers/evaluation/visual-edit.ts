import type { Intervention, NoiseDraw } from '#lib/domain/trial'
import type { VisualTokens } from '#workers/runtime/checkpoint'
import { noiseFactor, rowSquares } from '#workers/runtime/layer-noise'
import { uniformNoise } from '#workers/runtime/uniform-noise'

/** Noise on some of the rows that are left. */
interface RowNoise {
  /** Row of the draw for each row that is left, -1 where it has none. */
  readonly drawn: Int32Array
  /** Rows of the draw. */
  readonly rows: number
  readonly draw: NoiseDraw
}

/** What a trial does to the visual tokens of a picture, its interventions in one. */
export interface VisualEdit {
  /** Rows of the tokens, in the order of the prompt; null: all of them as they are. */
  readonly rows: Uint32Array | null
  readonly noise: readonly RowNoise[]
}

/** @param count visual tokens of the picture. */
export function visualEdit(interventions: readonly Intervention[], count: number): VisualEdit {
  let rows = Uint32Array.from({ length: count }, (_, row) => row)
  let noise: readonly RowNoise[] = []
  for (const intervention of interventions) {
    if (intervention.at !== 'visual-tokens') continue
    if ('noise' in intervention) {
      const drawn = new Int32Array(rows.length).fill(-1)
      intervention.rows.forEach((row, at) => {
        drawn[row] = at
      })
      noise = [...noise, { drawn, rows: intervention.rows.length, draw: intervention.noise }]
      continue
    }
    const picked = 'order' in intervention ? intervention.order : intervention.keep
    const before = rows
    rows = picked.map(row => before[row] ?? 0)
    noise = noise.map(one => ({ ...one, drawn: Int32Array.from(picked, row => one.drawn[row] ?? -1) }))
  }
  const untouched = rows.length === count && rows.every((row, at) => row === at)
  return { rows: untouched ? null : rows, noise }
}

/** Visual tokens as a trial shows them; the same object where it leaves them alone. */
export function editTokens(tokens: VisualTokens, { rows: picked, noise }: VisualEdit): VisualTokens {
  if (picked === null && noise.length === 0) return tokens
  const { layout } = tokens
  const width = tokens.rows.length / layout.count
  const rows = picked ? pickRows(tokens.rows, picked, width) : tokens.rows.slice()
  // Everyone's size is measured before anyone is added.
  const clean = noise.some(({ draw }) => draw.scale.kind !== 'fixed') ? rows.slice() : rows
  for (const one of noise) addNoise(rows, clean, one, width)
  const count = rows.length / width
  // Rows that were left out leave no rectangle behind.
  return { rows, layout: count === layout.count ? layout : { count, blocks: [] } }
}

function pickRows(rows: Float32Array, picked: Uint32Array, width: number): Float32Array {
  const out = new Float32Array(picked.length * width)
  picked.forEach((source, slot) => {
    out.set(rows.subarray(source * width, (source + 1) * width), slot * width)
  })
  return out
}

function addNoise(
  rows: Float32Array,
  clean: Float32Array,
  { drawn, rows: count, draw }: RowNoise,
  width: number,
): void {
  const unit = uniformNoise(draw.key, count * width)
  const noisy = [...drawn.keys()].filter(row => (drawn[row] ?? -1) >= 0)
  const squares = noisy.map(row => rowSquares(clean, row * width, width))
  const factor = noiseFactor(draw.scale, squares, width)
  for (const row of noisy) {
    const from = (drawn[row] ?? 0) * width
    const to = row * width
    for (let column = 0; column < width; column++)
      rows[to + column] = (rows[to + column] ?? 0) + factor * (unit[from + column] ?? 0)
  }
}
