import { basename } from 'node:path'
import { ZodError } from 'zod'
import type { Benchmark, Row } from '#lib/benchmarks/benchmark'
import { editionHash } from '#lib/benchmarks/edition'
import type { Item, ItemRecord } from '#lib/domain/item'
import { Refusal } from '#lib/domain/refusal'
import type { ImageSize } from '#lib/domain/visual-tokens'
import type { InstalledBenchmark } from '#lib/domain/work'
import { decodeImage } from '#workers/image/decode'
import { imageHash, itemHash } from './item-hash'
import { readTsv } from './tsv'

/** A benchmark file, read and checked as a whole. */
export interface BenchmarkFile {
  readonly benchmark: Benchmark
  /** The file's name without `.tsv`. */
  readonly title: string
  readonly edition: string
  readonly items: readonly Item[]
  readonly records: readonly ItemRecord[]
  /** Of each item's picture. */
  readonly sizes: readonly ImageSize[]
  /** The shortest side of any picture, in pixels. */
  readonly smallestSide: number
}

/**
 * Reads a VLMEvalKit TSV. One bad row refuses the file.
 * @throws Refusal `bad-benchmark-file` naming file, row and column.
 */
export async function readBenchmark(path: string, benchmark: Benchmark): Promise<BenchmarkFile> {
  const file = basename(path)
  const items: Item[] = []
  const records: ItemRecord[] = []
  const known = new Map<string, number>()
  const picturesOf = new Map<string, Buffer>()
  const sizes: ImageSize[] = []
  let line = 1
  for await (const row of readTsv(path)) {
    line += 1
    const where = `${file}, row ${line - 1}`
    const parsed = parseRow(benchmark, row, where)
    const earlier = known.get(parsed.id)
    if (earlier !== undefined) refuse(`${where}: index ${parsed.id} is already used by row ${earlier}`)
    known.set(parsed.id, line - 1)
    const picture = pictureOf(row, picturesOf, where)
    picturesOf.set(parsed.id, picture)
    const decoded = await decodeImage(picture).catch((error: Error) =>
      refuse(`${where}, column image: ${error.message}`, error),
    )
    sizes.push({ width: decoded.width, height: decoded.height })
    const hashed = { ...parsed, imageHash: imageHash(decoded) }
    items.push({ ...parsed, images: [picture] })
    records.push({ ...hashed, hash: itemHash(hashed) })
  }
  if (items.length === 0) refuse(`${file} has no rows`)
  const complaint = benchmark.complaint(records)
  if (complaint) refuse(`${file}: ${complaint}`)
  return {
    benchmark,
    title: file.replace(/\.tsv$/, ''),
    edition: editionHash(records.map(record => record.hash)),
    items,
    records,
    sizes,
    smallestSide: sizes.reduce(
      (least, { width, height }) => Math.min(least, width, height),
      Number.MAX_SAFE_INTEGER,
    ),
  }
}

/** What the portal learns of a file: everything but the pictures. */
export function installed(file: BenchmarkFile): InstalledBenchmark {
  return {
    benchmark: file.benchmark.id,
    title: file.title,
    edition: file.edition,
    smallestSide: file.smallestSide,
    items: file.records.map(record => ({ ...record, options: [...record.options] })),
  }
}

function parseRow(benchmark: Benchmark, row: Row, where: string): Omit<Item, 'images'> {
  try {
    return benchmark.toItem(row)
  } catch (error) {
    if (!(error instanceof ZodError)) throw error
    const [issue] = error.issues
    return refuse(`${where}, column ${issue?.path.join('.')}: ${issue?.message}`, error)
  }
}

/** The picture of a row: base64, or (1 to 64 characters) the index of the row whose picture to use. */
function pictureOf(row: Row, earlier: ReadonlyMap<string, Buffer>, where: string): Buffer {
  const cell = row.image
  if (cell === undefined) return refuse(`${where}, column image: empty`)
  if (cell.length <= 64)
    return (
      earlier.get(cell) ??
      refuse(`${where}, column image: refers to row ${cell}, which does not come before it`)
    )
  if (cell.startsWith('['))
    return refuse(`${where}, column image: several pictures in one item are not supported yet`)
  const strict = cell.replace(/\s+/g, '')
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(strict)) refuse(`${where}, column image: not base64`)
  return Buffer.from(strict, 'base64')
}

function refuse(message: string, cause?: Error): never {
  throw new Refusal('bad-benchmark-file', message, cause ? { cause } : undefined)
}
