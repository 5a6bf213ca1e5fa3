import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Row } from '#lib/benchmarks/benchmark'
import { insideFolder } from '../inside-folder'
import { filePicture } from '../pictures'
import { type BadRow, RowProblem, rowOr, type SourceRow, type StoredPicture } from '../source'

/** Rows made one by one of what a folder's own files say. */
export function* madeRows<T>(
  entries: Iterable<T>,
  make: (entry: T, row: number) => { readonly cells: Row; readonly picture: StoredPicture | null },
): Generator<SourceRow | BadRow> {
  let row = 0
  for (const entry of entries) {
    row += 1
    const number = row
    yield rowOr(number, () => {
      const { cells, picture } = make(entry, number)
      return { row: number, cells, pictures: picture ? [picture] : null }
    })
  }
}

/** The picture of a name in foreign data. @throws RowProblem where it leads out of the folder. */
export function pictureIn(folder: string, name: string, column: string): StoredPicture {
  const path = insideFolder(folder, name)
  if (!path) throw new RowProblem(column, `"${name}" leads out of ${folder}`)
  return filePicture(path)
}

/** Names of the folders in a folder, sorted. */
export function foldersIn(folder: string): string[] {
  return readdirSync(folder)
    .filter(name => !name.startsWith('.') && statSync(join(folder, name)).isDirectory())
    .sort()
}

const pictureName = /\.(jpe?g|png|webp|gif|tiff?)$/i

/** Names of the pictures in a folder, numbers in their order. */
export function picturesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter(name => pictureName.test(name) && !name.startsWith('.'))
    .sort(inOrder)
}

/** `2.jpg` before `10.jpg`; else by code points. */
function inOrder(one: string, other: string): number {
  const [first, second] = [Number.parseInt(one, 10), Number.parseInt(other, 10)]
  return Number.isNaN(first - second) || first === second ? (one < other ? -1 : 1) : first - second
}

/** A picture and its class, for sets that are told by lists. */
export interface LabelledPicture {
  readonly index: string
  /** Its place in `classNames`. */
  readonly label: number
  readonly picture: StoredPicture
}

/** Rows of a classification set. */
export function labelledRows(
  pictures: Iterable<LabelledPicture>,
  classNames: readonly string[],
): Generator<SourceRow | BadRow> {
  return madeRows(pictures, ({ index, label, picture }) => {
    const name = classNames[label]
    if (name === undefined)
      throw new RowProblem('label', `class ${label} is not among ${classNames.length} names`)
    return { cells: { index, label: String(label), class: name }, picture }
  })
}

/** A folder of class folders, as ImageNet's: classes are the folders' names, sorted. */
export function* classFolders(folder: string): Generator<LabelledPicture> {
  for (const [label, name] of foldersIn(folder).entries())
    for (const file of picturesIn(join(folder, name)))
      yield { index: `${name}/${file}`, label, picture: filePicture(join(folder, name, file)) }
}
