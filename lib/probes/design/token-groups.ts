import type { CheckpointShape } from '../../domain/checkpoint'
import { Refusal } from '../../domain/refusal'
import type { SuiteId } from '../../domain/suite'
import type { VisualTokenBlock, VisualTokenLayout } from '../../domain/visual-tokens'

/** A group of visual tokens by its place in the grid of groups. */
interface GroupPlace {
  readonly row: number
  readonly column: number
}

/** Groups a side: 36 in all; 16 in the demo (measurement 1.1, 1.10). */
const wantedSide: Readonly<Record<SuiteId, number>> = { demo: 4, standard: 6, full: 6 }

/**
 * Groups a side that a checkpoint's base picture is cut into: as many as the suite has, or one a row of patches where
 * it has fewer rows. 0 where nothing can be told apart.
 */
export function groupsPerSide(suite: SuiteId, { vision }: Pick<CheckpointShape, 'vision'>): number {
  const side = Math.min(wantedSide[suite], Math.floor(vision.imageSize / vision.patchSize))
  return side < 2 ? 0 : side
}

/** Every place of a grid of groups, row by row. */
export function groupPlaces(side: number): GroupPlace[] {
  return Array.from({ length: side * side }, (_, at) => ({
    row: Math.floor(at / side),
    column: at % side,
  }))
}

/** `r2c5`, counted from 0. */
export function groupName({ row, column }: GroupPlace): string {
  return `r${row}c${column}`
}

/** The place in `keep/r2c5`. @throws Error where none is named. */
export function groupPlace(condition: string): GroupPlace {
  const [, row, column] = /\br(\d+)c(\d+)\b/.exec(condition) ?? []
  if (row === undefined) throw new Error(`condition ${condition} names no group`)
  return { row: Number(row), column: Number(column) }
}

/**
 * Visual tokens of a group, ascending: those of the base picture whose row is in [floor(r w / M), floor((r + 1) w / M))
 * of w rows, and likewise the columns (measurement 1.1): groups of a grid that does not divide differ by one row.
 * @throws Refusal `unsupported-config` where the base picture has fewer rows or columns than there are groups.
 */
export function groupTokens(layout: VisualTokenLayout, side: number, place: GroupPlace): Uint32Array {
  const { rows, columns, tokens } = baseBlock(layout)
  if (Math.min(rows, columns) < side)
    throw new Refusal(
      'unsupported-config',
      `${rows} x ${columns} visual tokens make no ${side} x ${side} groups`,
    )
  const [top, bottom] = bounds(place.row, rows, side)
  const [left, right] = bounds(place.column, columns, side)
  const own: number[] = []
  for (let row = top; row < bottom; row++)
    own.push(...tokens.subarray(row * columns + left, row * columns + right))
  return Uint32Array.from(own).sort()
}

function bounds(place: number, length: number, side: number): readonly [number, number] {
  return [Math.floor((place * length) / side), Math.floor(((place + 1) * length) / side)]
}

/**
 * Visual tokens of the base picture with the separators between them, ascending. Null where they are all there are: one
 * crop, and the prompt is the plain one.
 */
export function baseTokens(layout: VisualTokenLayout): Uint32Array | null {
  if (layout.blocks.length === 1) return null
  const { tokens } = baseBlock(layout)
  const others = new Set(layout.blocks.flatMap(block => (block.kind === 'base' ? [] : [...block.tokens])))
  const first = Math.min(...tokens)
  const last = Math.max(...tokens)
  return Uint32Array.from({ length: last - first + 1 }, (_, at) => first + at).filter(row => !others.has(row))
}

/** @throws Refusal `unsupported-config` where the whole picture is in no crop of its own. */
function baseBlock({ blocks }: VisualTokenLayout): VisualTokenBlock {
  const base = blocks.find(({ kind }) => kind === 'base')
  if (!base) throw new Refusal('unsupported-config', 'the visual tokens have no crop of the whole picture')
  return base
}
