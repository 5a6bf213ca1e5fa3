import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { readJson } from '../json-file'
import { RowProblem } from '../source'
import { letterAt, optionColumns, without } from './answer-letter'
import { madeRows, pictureIn } from './folder-rows'
import type { Layout } from './layout'

const types = ['Yes/No', 'How', 'What']
const concerns = ['Global Distortion', 'Global Others', 'Local Distortion', 'Local Others']

const official = z.array(
  z.looseObject({
    img_path: z.string(),
    question: z.string(),
    candidates: z.array(z.string()),
    correct_ans: z.string(),
  }),
)

export const qBench: Layout = {
  names: ['Q-Bench-HF', 'LLVisionQA-QBench'],
  usually: '.tsv',
  source:
    'Q-Bench1_VAL.tsv of VLMEvalKit, q-future/Q-Bench-HF as parquet, or llvisionqa_dev.json with its pictures',
  splits: ['dev'],
  folders: [
    {
      form: 'llvisionqa_dev.json with images',
      holds: ['llvisionqa_dev.json'],
      open(folder) {
        const images = existsSync(join(folder, 'images')) ? join(folder, 'images') : folder
        return {
          rows: madeRows(readJson(join(folder, 'llvisionqa_dev.json'), official), (entry, row) => {
            const { candidates, correct_ans, img_path, question } = entry
            const at = candidates.indexOf(correct_ans)
            if (at < 0) throw new RowProblem('correct_ans', `"${correct_ans}" is not among the candidates`)
            const answer = letterAt(at, candidates.length, 'correct_ans')
            return {
              cells: { index: String(row - 1), question, answer, ...optionColumns(candidates) },
              picture: pictureIn(images, img_path, 'img_path'),
            }
          }),
        }
      },
    },
  ],
  canonical(row) {
    if (row.correct_choice === undefined) return row
    const options = [row.option0, row.option1, row.option2, row.option3]
    const { id: index, question_type: type, question_concern: concern } = row
    return {
      ...without(row, 'id', 'option0', 'option1', 'option2', 'option3', 'correct_choice'),
      ...(index === undefined ? {} : { index }),
      ...(type === undefined ? {} : { question_type: types[Number(type)] ?? type }),
      ...(concern === undefined ? {} : { question_concern: concerns[Number(concern)] ?? concern }),
      ...optionColumns(options.map(text => (text === undefined || text === 'N/A' ? null : text))),
      answer: row.correct_choice,
    }
  },
}
