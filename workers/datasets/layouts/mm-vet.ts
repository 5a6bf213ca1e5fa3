import { join } from 'node:path'
import { z } from 'zod'
import { readJson } from '../json-file'
import { without } from './answer-letter'
import { madeRows, pictureIn } from './folder-rows'
import type { Layout } from './layout'

const official = z.record(
  z.string(),
  z.looseObject({
    imagename: z.string(),
    question: z.string(),
    answer: z.string(),
    capability: z.array(z.string()),
  }),
)

export const mmVet: Layout = {
  names: ['mm-vet', 'MMVet'],
  usually: '.tsv',
  source:
    'MMVet.tsv of VLMEvalKit, lmms-lab/MMVet as parquet, or mm-vet.zip of its authors (mm-vet.json with images)',
  splits: ['test'],
  folders: [
    {
      form: 'mm-vet.json with images',
      holds: ['mm-vet.json', 'images'],
      open: folder => ({
        rows: madeRows(Object.entries(readJson(join(folder, 'mm-vet.json'), official)), ([index, entry]) => {
          const { question, answer, capability, imagename } = entry
          return {
            cells: { index, question, answer, category: capability.join(',') },
            picture: pictureIn(join(folder, 'images'), imagename, 'imagename'),
          }
        }),
      }),
    },
  ],
  canonical(row) {
    const { question_id: index = row.index, capability } = row
    if (capability === undefined) return row
    const category = capability
      .split(',')
      .map(part => part.trim())
      .join(',')
    return {
      ...without(row, 'question_id', 'capability'),
      ...(index === undefined ? {} : { index }),
      category,
    }
  },
}
