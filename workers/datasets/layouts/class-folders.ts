import { join } from 'node:path'
import type { Row } from '#lib/benchmarks/benchmark'
import { named, without } from './answer-letter'
import { classFolders, foldersIn, labelledRows } from './folder-rows'
import type { FolderForm } from './layout'

/** A folder `inside` the chosen one whose folders are the classes. @param known some of its classes, which tell it. */
export function classFolderForm(inside: string, ...known: readonly string[]): FolderForm {
  return {
    form: `class folders in ${inside}`,
    holds: known.length > 0 ? known.map(name => join(inside, name)) : [inside],
    open: folder => openClassFolders(join(folder, inside)),
  }
}

/** Classes are the names of the folders, sorted. */
export function openClassFolders(folder: string) {
  const classNames = foldersIn(folder)
  return { rows: labelledRows(classFolders(folder), classNames), classNames }
}

/** Columns of Hugging Face's classification tables. */
export function canonicalLabel(row: Row): Row {
  return {
    ...without(row, 'fine_label', 'coarse_label', 'cls'),
    ...named(row, 'label', 'label', 'fine_label', 'cls'),
  }
}
