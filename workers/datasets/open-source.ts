import { closeSync, existsSync, globSync, openSync, readdirSync, readSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Refusal } from '#lib/domain/refusal'
import { openClassFolders } from './layouts/class-folders'
import { foldersIn, picturesIn } from './layouts/folder-rows'
import { gsm8kLines } from './layouts/gsm8k'
import { layoutOf } from './layouts/index'
import type { Layout, OpenedFolder } from './layouts/layout'
import { parquetSource } from './parquet-source'
import { partFiles } from './part-files'
import type { Source } from './source'
import { tsvSource } from './tsv-source'
import { webdatasetSource } from './webdataset-source'

/**
 * Opens a file or folder of a benchmark; its form is told by its content, not by its name.
 * @param pandasMissing of a TSV: read "None", "NA", … as missing.
 * @throws Refusal `bad-benchmark-file` saying which forms it could have had.
 */
export async function openSource(path: string, benchmark: string, pandasMissing = false): Promise<Source> {
  const layout = layoutOf(benchmark)
  const source = statSync(path).isDirectory()
    ? await openFolder(path, benchmark, layout, pandasMissing)
    : await openFile(path, benchmark, pandasMissing)
  const complaint = source.columns && layout.refuse?.(source.columns)
  if (complaint) throw new Refusal('bad-benchmark-file', `${source.file} ${complaint}`)
  return source
}

async function openFile(path: string, benchmark: string, pandasMissing: boolean): Promise<Source> {
  const start = firstBytes(path)
  const title = basename(path).replace(/\.[a-z]+$/i, '')
  const refuse = (reason: string) => new Refusal('bad-benchmark-file', `${basename(path)} ${reason}`)
  if (start.length === 0) throw refuse('is empty')
  if (start.subarray(0, 4).toString('latin1') === 'PAR1') return parquetSource(title, [path])
  if (start.subarray(257, 262).toString('latin1') === 'ustar') return webdatasetSource(title, [path])
  if (start[0] === 0x1f && start[1] === 0x8b) throw refuse('is packed with gzip; unpack it first')
  if (start.subarray(0, 2).toString('latin1') === 'PK') throw refuse('is a zip archive; unpack it first')
  if (start[0] === 0x7b && benchmark === 'gsm8k')
    return { ...described(title, basename(path), 'lines of JSON'), rows: () => toAsync(gsm8kLines(path)) }
  if (start.includes('\t')) return tsvSource(path, pandasMissing)
  throw refuse('is neither a tab-separated table nor parquet nor a tar archive')
}

async function openFolder(
  path: string,
  benchmark: string,
  layout: Layout,
  pandasMissing: boolean,
): Promise<Source> {
  const title = basename(path)
  const known = layout.folders.find(({ holds }) => holds.every(name => existsSync(join(path, name))))
  if (known) return folderSource(title, known.form, () => known.open(path))
  const parquets = partFiles(path, layout.splits)
  if (parquets.length > 0) return parquetSource(title, parquets)
  const tars = layout.classes ? globSync(['*.tar', 'test/*.tar'], { cwd: path }).sort() : []
  if (tars.length > 0)
    return webdatasetSource(
      title,
      tars.map(tar => join(path, tar)),
    )
  const tables = readdirSync(path).filter(name => name.endsWith('.tsv'))
  if (tables.length === 1) return openFile(join(path, tables[0] ?? ''), benchmark, pandasMissing)
  if (layout.classes && foldersIn(path).some(name => picturesIn(join(path, name)).length > 0))
    return folderSource(title, 'class folders', () => openClassFolders(path))
  const forms = [
    ...layout.folders.map(({ form }) => form),
    'parquet files',
    ...(layout.classes ? ['WebDataset tars', 'class folders'] : []),
    'one .tsv',
  ]
  throw new Refusal('bad-benchmark-file', `${path} holds none of: ${forms.join('; ')}`)
}

/** The folder's lists are read when it is opened, its rows afresh each time. */
function folderSource(title: string, form: string, open: () => OpenedFolder): Source {
  let opened: OpenedFolder | null = open()
  return {
    ...described(title, title, form),
    classNames: opened.classNames ?? null,
    async *rows() {
      const { rows } = opened ?? open()
      opened = null
      yield* rows
    },
  }
}

function described(title: string, file: string, form: string): Omit<Source, 'rows'> {
  return { title, file, form, classNames: null, templates: null }
}

async function* toAsync<T>(values: AsyncIterable<T>): AsyncGenerator<T> {
  yield* values
}

/** Enough to tell a form: a tar's mark stands at byte 257. */
function firstBytes(path: string): Buffer {
  const file = openSync(path, 'r')
  try {
    const bytes = Buffer.alloc(64 * 1024)
    return bytes.subarray(0, readSync(file, bytes))
  } finally {
    closeSync(file)
  }
}
