import type { Benchmark, Row } from '#lib/benchmarks/benchmark'
import { editionHash } from '#lib/benchmarks/edition'
import type { Item, ItemRecord, Picture } from '#lib/domain/item'
import type { EvaluatedFile } from '#workers/evaluation/evaluate-slice'

/** A grey picture of that brightness. */
export function greyPicture(brightness: number, side = 8): Picture {
  const pixels = new Uint8Array(side * side * 3).fill(brightness)
  return { decode: async () => ({ width: side, height: side, pixels }) }
}

/** A file of those rows, as a reader would leave it. */
export function madeFile(
  benchmark: Benchmark,
  rows: readonly Row[],
  picturesOf: (at: number) => readonly Picture[] = at => [greyPicture(at + 1)],
): EvaluatedFile {
  const items = rows.map((row, at): Item => ({ ...benchmark.toItem(row), images: picturesOf(at) }))
  const records = items.map(({ images: _, ...item }, at): ItemRecord => {
    const hash = (at + 1).toString(16).padStart(64, '0')
    return { ...item, imageHash: hash, hash }
  })
  const edition = editionHash(records.map(({ hash }) => hash))
  const sizes = items.map(({ images }) => (images.length > 0 ? { width: 8, height: 8 } : null))
  return { benchmark, title: `${benchmark.title}_MADE`, edition, items, records, sizes }
}
