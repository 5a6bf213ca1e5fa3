import { globSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Refusal } from '#lib/domain/refusal'

/** `test-00000-of-00002.parquet`. */
const partName = /^(.+?)-(\d{5})-of-(\d{5})\.parquet$/

/**
 * The parquet files of one split of a folder, in order: of `splits` the first that is there, or the only one there is.
 * @throws Refusal `bad-benchmark-file` where a part is missing or the split cannot be told.
 */
export function partFiles(folder: string, splits: readonly string[]): string[] {
  const files = globSync(['*.parquet', '*/*.parquet', '*/*/*.parquet'], { cwd: folder }).sort()
  const groups = Map.groupBy(files, splitOf)
  const keys = [...groups.keys()]
  const wanted = splits.map(split => keys.filter(key => basename(key) === split))
  const [key, another] = wanted.find(found => found.length > 0) ?? keys
  if (key === undefined) return []
  if (another !== undefined)
    throw new Refusal(
      'bad-benchmark-file',
      `${folder} holds the splits ${keys.join(', ')}; name the file, or a folder with one of them`,
    )
  const parts = groups.get(key) ?? []
  const count = Number(partName.exec(basename(parts[0] ?? ''))?.[3] ?? 1)
  const numbers = new Set(parts.map(part => Number(partName.exec(basename(part))?.[2] ?? 0)))
  for (let part = 0; part < count; part++)
    if (!numbers.has(part))
      throw new Refusal('bad-benchmark-file', `${folder}: part ${part} of ${key} is missing; it has ${count}`)
  return parts.map(part => join(folder, part))
}

/** Folder and split of a file. */
function splitOf(path: string): string {
  return join(dirname(path), partName.exec(basename(path))?.[1] ?? basename(path, '.parquet'))
}
