import { join } from 'node:path'
import { z } from 'zod'
import { csvRows } from '../csv-file'
import { readJsonLines } from '../json-file'
import { type BadRow, RowProblem, rowOr, type SourceRow } from '../source'
import { named, without } from './answer-letter'
import { madeRows, pictureIn } from './folder-rows'
import type { Layout } from './layout'

const described = z.looseObject({
  split: z.string(),
  example_id: z.string(),
  image_file: z.string(),
  description: z.string(),
})

/** Pictures and their descriptions; of the splits, `test`. */
export const docci: Layout = {
  names: ['docci'],
  usually: '/',
  source: 'google/docci (test.csv, or docci_descriptions.jsonlines, with images of docci_images.tar.gz)',
  splits: ['test'],
  folders: [
    {
      form: 'docci_descriptions.jsonlines with images',
      holds: ['docci_descriptions.jsonlines', 'images'],
      open: folder => ({ rows: describedRows(folder) }),
    },
    {
      form: 'test.csv with images',
      holds: ['test.csv', 'images'],
      open: folder => ({
        rows: madeRows(csvRows(join(folder, 'test.csv')), row => {
          const { image_file = row.image, example_id: id } = row
          const file = image_file ?? (id === undefined ? undefined : `${id}.jpg`)
          if (file === undefined) throw new RowProblem('image_file', 'empty')
          return {
            cells: { split: 'test', ...without(row, 'image', 'image_file') },
            picture: pictureIn(join(folder, 'images'), file.replace(/^images\//, ''), 'image_file'),
          }
        }),
      }),
    },
  ],
  canonical: row => ({ ...without(row, 'example_id'), ...named(row, 'index', 'index', 'example_id') }),
}

async function* describedRows(folder: string): AsyncGenerator<SourceRow | BadRow> {
  let row = 0
  for await (const line of readJsonLines(join(folder, 'docci_descriptions.jsonlines'))) {
    if (typeof line?.split === 'string' && line.split !== 'test') continue
    row += 1
    const number = row
    yield rowOr(number, () => {
      const { success, data, error } = described.safeParse(line)
      if (!success)
        throw new RowProblem(error.issues[0]?.path.join('.') || null, error.issues[0]?.message ?? '')
      const { example_id, description, split, image_file } = data
      return {
        row: number,
        cells: { example_id, description, split },
        pictures: [pictureIn(join(folder, 'images'), image_file, 'image_file')],
      }
    })
  }
}
