import { basename } from 'node:path'
import { z } from 'zod'
import { Refusal } from '#lib/domain/refusal'
import { decodeImage } from '#workers/image/decode'
import { cellsOf } from './json-file'
import { ParquetFile } from './parquet-file'
import { longestPicture } from './pictures'
import { RowProblem, rowOr, type Source, type SourceRow, type StoredPicture } from './source'

/**
 * Hugging Face parquet: the part files of one split, in order. Columns of struct {bytes, path}, or lists of it, are
 * pictures; every other value becomes text (lists and structs JSON, times ISO 8601).
 */
export async function parquetSource(title: string, paths: readonly string[]): Promise<Source> {
  const files: ParquetFile[] = []
  for (const path of paths) files.push(await ParquetFile.open(path))
  const [first] = files
  for (const file of files)
    if (file.columns.join('\t') !== first?.columns.join('\t'))
      throw new Refusal(
        'bad-benchmark-file',
        `${basename(file.path)} has the columns ${file.columns.join(', ')}; the first part ${first?.columns.join(', ')}`,
      )
  return {
    title,
    file: paths.length === 1 ? basename(paths[0] ?? '') : `${title} (${paths.length} parts)`,
    form: paths.length === 1 ? 'parquet' : `parquet in ${paths.length} parts`,
    classNames: first?.classNames ?? null,
    templates: null,
    columns: first?.columns ?? [],
    async *rows() {
      let row = 0
      for (const file of files)
        for (let group = 0; group < file.groups.length; group++) {
          const rows = await file.group(group)
          for (let at = 0; at < rows.length; at++) {
            row += 1
            const number = row
            yield rowOr(number, () => rowOf(file, group, at, rows[at] ?? {}, number))
          }
        }
    },
  }
}

/** Columns of pictures by their usual names; MathVista's `image` is a path beside `decoded_image`. */
const pictureColumns = ['image', 'img', 'decoded_image']

const imageStruct = z.strictObject({ bytes: z.instanceof(Uint8Array).nullish(), path: z.string().nullish() })

function rowOf(
  file: ParquetFile,
  group: number,
  at: number,
  fields: Readonly<Record<string, unknown>>,
  row: number,
): SourceRow {
  const texts: Record<string, unknown> = {}
  const pictures: StoredPicture[] = []
  for (const [column, value] of Object.entries(fields)) {
    const list = Array.isArray(value) && value.length > 0 ? value : [value]
    const images = list.map(one => imageStruct.safeParse(one))
    if (!images.every(({ success }) => success)) texts[column] = value
    else
      images.forEach(({ data }, place) => {
        const bytes = data?.bytes?.length ?? 0
        if (bytes === 0)
          throw new RowProblem(column, `the picture is not in the file, only its path "${data?.path ?? ''}"`)
        if (bytes > longestPicture)
          throw new RowProblem(column, `the picture has ${bytes} bytes; at most ${longestPicture}`)
        pictures.push(groupPicture(file, group, at, column, Array.isArray(value) ? place : null))
      })
  }
  const wrong = pictureColumns.find(column => texts[column] !== undefined && texts[column] !== null)
  if (pictures.length === 0 && wrong !== undefined)
    throw new RowProblem(wrong, `a ${typeof texts[wrong]} where a picture {bytes, path} should stand`)
  return { row, cells: cellsOf(texts), pictures: pictures.length > 0 ? pictures : null }
}

function groupPicture(
  file: ParquetFile,
  group: number,
  at: number,
  column: string,
  place: number | null,
): StoredPicture {
  return {
    place: `${file.path} ${group} ${at} ${column} ${place}`,
    async decode() {
      const value = (await file.group(group))[at]?.[column]
      const { data } = imageStruct.safeParse(place === null || !Array.isArray(value) ? value : value[place])
      if (!data?.bytes) throw new Refusal('bad-benchmark-file', `${basename(file.path)} has changed`)
      return decodeImage(data.bytes)
    },
  }
}
