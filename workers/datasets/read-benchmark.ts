import { availableParallelism } from 'node:os'
import type { Benchmark } from '#lib/benchmarks/benchmark'
import { editionHash } from '#lib/benchmarks/edition'
import type { Item, ItemRecord } from '#lib/domain/item'
import { Refusal } from '#lib/domain/refusal'
import type { ImageSize } from '#lib/domain/visual-tokens'
import type { InstalledBenchmark } from '#lib/domain/work'
import { imageHash, imagesHash, itemHash } from './item-hash'
import {
  badRows,
  type LoadReport,
  type ReadOptions,
  type ScannedItem,
  scanBenchmark,
  withoutBereft,
} from './scan-benchmark'
import type { StoredPicture } from './source'

/** A benchmark file, read and checked as a whole. Its pictures stay where they are until they are decoded. */
export interface BenchmarkFile {
  readonly benchmark: Benchmark
  /** The name of the file or folder, without ending. */
  readonly title: string
  /** The form of the file, for people. */
  readonly form: string
  readonly edition: string
  readonly items: readonly Item[]
  readonly records: readonly ItemRecord[]
  /** Of each item's first picture; null where it has none. */
  readonly sizes: readonly (ImageSize | null)[]
  /** The shortest side of any picture, in pixels; 1 where there is none. */
  readonly smallestSide: number
  /** Class i of a classification set, where its files name them. */
  readonly classNames: readonly string[] | null
  /** Zero-shot templates that came with its files; `{c}` is the slot. */
  readonly templates: readonly string[] | null
  readonly report: LoadReport
}

/**
 * Reads a benchmark in any of its forms and hashes its items. One bad row refuses the file, unless it is to be skipped.
 * @throws Refusal `bad-benchmark-file` naming file, row and column.
 */
export async function readBenchmark(
  path: string,
  benchmark: Benchmark,
  options: ReadOptions = {},
): Promise<BenchmarkFile> {
  const scanned = await scanBenchmark(path, benchmark, options)
  const { title, file, form, classNames, templates } = scanned
  const bad = badRows(file, options)
  const checked = await checkPictures(scanned.items, options)
  for (const one of checked)
    if (one.problem !== null) bad.add({ row: one.row, column: 'image', reason: one.problem })
  const good = withoutBereft(
    benchmark,
    checked.filter(({ problem }) => problem === null),
    bad,
  )
  const records = good.map(({ item, looked }) => {
    const hashed = {
      ...item,
      imageHash: imagesHash(
        looked.map(({ hash }) => hash),
        item.question,
      ),
    }
    return { ...hashed, hash: itemHash(hashed) }
  })
  const complaint = records.length === 0 ? 'no row is left' : benchmark.complaint(records)
  if (complaint) throw new Refusal('bad-benchmark-file', `${file}: ${complaint}`)
  const sides = good.flatMap(({ looked }) => looked.flatMap(({ size }) => [size.width, size.height]))
  const skipped = [...scanned.report.skipped, ...bad.skipped].sort((one, other) => one.row - other.row)
  return {
    ...{ benchmark, title, form, classNames, templates },
    edition: editionHash(records.map(record => record.hash)),
    items: good.map(({ item, pictures }) => ({ ...item, images: pictures })),
    records,
    sizes: good.map(({ looked: [first] }) => first?.size ?? null),
    smallestSide: sides.reduce((least, side) => Math.min(least, side), sides[0] ?? 1),
    report: { ...scanned.report, skipped },
  }
}

/** What the portal learns of a file: everything but the pictures. */
export function installed(file: BenchmarkFile): InstalledBenchmark {
  return {
    benchmark: file.benchmark.id,
    title: file.title,
    edition: file.edition,
    smallestSide: file.smallestSide,
    items: file.records.map(record => ({
      ...record,
      options: [...record.options],
      details: { ...record.details },
    })),
  }
}

interface Looked {
  readonly hash: string
  readonly size: ImageSize
}

interface Checked extends ScannedItem {
  readonly looked: readonly Looked[]
  /** Why a picture of it cannot be decoded. */
  readonly problem: string | null
}

/**
 * Decodes and hashes every picture once, a few at a time. Stops early where a bad one refuses the file: all rows before
 * it have been looked at.
 */
async function checkPictures(
  items: readonly ScannedItem[],
  { skipBadRows = false }: ReadOptions,
): Promise<Checked[]> {
  const known = new Map<string, Promise<Looked>>()
  const look = (picture: StoredPicture) => {
    const looking = known.get(picture.place) ?? lookAt(picture)
    known.set(picture.place, looking)
    return looking
  }
  const checked: Checked[] = []
  let next = 0
  let stopped = false
  const work = async () => {
    while (next < items.length && !stopped) {
      const at = next++
      const one = items[at]
      if (!one) return
      try {
        const looked = []
        for (const picture of one.pictures) looked.push(await look(picture))
        checked[at] = { ...one, looked, problem: null }
      } catch (error) {
        checked[at] = { ...one, looked: [], problem: problemOf(error) }
        stopped = !skipBadRows
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, work))
  return checked.filter(one => one !== undefined)
}

async function lookAt(picture: StoredPicture): Promise<Looked> {
  const image = await picture.decode()
  return { hash: imageHash(image), size: { width: image.width, height: image.height } }
}

/** Why a picture cannot be had. @throws the error where it is neither bad nor missing. */
function problemOf(error: unknown): string {
  if (error instanceof Refusal) return error.message
  if (error instanceof Error && 'code' in error && 'path' in error && error.code === 'ENOENT')
    return `there is no file ${error.path}`
  throw error
}
