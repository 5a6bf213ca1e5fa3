import type { Row } from '#lib/benchmarks/benchmark'
import type { BadRow, SourceRow } from '../source'

/** A folder as the authors of a benchmark publish it. */
export interface FolderForm {
  /** For people: `Questions.csv beside "MMVP Images"`. */
  readonly form: string
  /** Files and folders that must all be there, relative to the folder. */
  readonly holds: readonly string[]
  open(folder: string): OpenedFolder
}

export interface OpenedFolder {
  readonly rows: Iterable<SourceRow | BadRow> | AsyncIterable<SourceRow | BadRow>
  readonly classNames?: readonly string[]
}

/** The forms in which one benchmark is found, and how each becomes rows under the columns of its VLMEvalKit TSV. */
export interface Layout {
  /** Names of files (without ending) and folders beside the benchmark's own, as their publishers call them. */
  readonly names: readonly string[]
  /** How the name of its file ends; `/`: a folder. */
  readonly usually: '.tsv' | '.jsonl' | '/'
  /** Where people get it. */
  readonly source: string
  /** An item needs no picture. */
  readonly textOnly?: true
  /** Splits of its parquet files, the wanted first. */
  readonly splits: readonly string[]
  readonly folders: readonly FolderForm[]
  /** A folder of class folders, or WebDataset tars, is read as this set. */
  readonly classes?: true
  /** Names why a table of these columns cannot be this benchmark, or null. */
  refuse?(columns: readonly string[]): string | null
  /** Renames and rewrites the cells of any of its tables; leaves a canonical row as it is. @throws RowProblem. */
  canonical(row: Row): Row
}
