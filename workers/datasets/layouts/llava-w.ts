import { join } from 'node:path'
import { z } from 'zod'
import type { Row } from '#lib/benchmarks/benchmark'
import { readJsonLines } from '../json-file'
import { type BadRow, RowProblem, rowOr, type SourceRow } from '../source'
import { listOf, named, without } from './answer-letter'
import { pictureIn } from './folder-rows'
import type { Layout } from './layout'

const asked = z.looseObject({
  question_id: z.union([z.string(), z.number()]),
  image: z.string(),
  text: z.string(),
  category: z.string(),
})
const context = z.looseObject({ image: z.string(), caption: z.union([z.string(), z.array(z.string())]) })
const reference = z.looseObject({ question_id: z.union([z.string(), z.number()]), text: z.string() })

export const llavaW: Layout = {
  names: ['llava-bench-in-the-wild', 'LLaVABench'],
  usually: '.tsv',
  source:
    'LLaVABench.tsv of VLMEvalKit, lmms-lab/llava-bench-in-the-wild as parquet, or liuhaotian/llava-bench-in-the-wild',
  splits: ['train', 'test'],
  folders: [
    {
      form: 'questions.jsonl, context.jsonl and answers_gpt4.jsonl with images',
      holds: ['questions.jsonl', 'context.jsonl', 'answers_gpt4.jsonl', 'images'],
      open: folder => ({ rows: joinedRows(folder) }),
    },
  ],
  canonical(row) {
    const list = listOf(row.caption ?? '')
    return {
      ...without(row, 'question_id', 'gpt_answer'),
      ...named(row, 'index', 'index', 'question_id'),
      ...named(row, 'gpt4_ans', 'gpt4_ans', 'gpt_answer'),
      // The reference evaluation joins the captions of a picture that has several.
      ...(list ? { caption: list.join('\n') } : {}),
    }
  },
}

async function* joinedRows(folder: string): AsyncGenerator<SourceRow | BadRow> {
  const captions = new Map<string, string>()
  for await (const line of readJsonLines(join(folder, 'context.jsonl'))) {
    const { success, data } = context.safeParse(line)
    if (success)
      captions.set(data.image, typeof data.caption === 'string' ? data.caption : data.caption.join('\n'))
  }
  const answers = new Map<string, string>()
  for await (const line of readJsonLines(join(folder, 'answers_gpt4.jsonl'))) {
    const { success, data } = reference.safeParse(line)
    if (success) answers.set(String(data.question_id), data.text)
  }
  let row = 0
  for await (const line of readJsonLines(join(folder, 'questions.jsonl'))) {
    row += 1
    const number = row
    yield rowOr(number, () => {
      const { success, data, error } = asked.safeParse(line)
      if (!success)
        throw new RowProblem(error.issues[0]?.path.join('.') || null, error.issues[0]?.message ?? '')
      const index = String(data.question_id)
      const caption = captions.get(data.image)
      if (caption === undefined)
        throw new RowProblem('caption', `context.jsonl has no caption of ${data.image}`)
      const answer = answers.get(index)
      if (answer === undefined)
        throw new RowProblem('gpt4_ans', `answers_gpt4.jsonl has no answer to ${index}`)
      const { text: question, category, image } = data
      const cells: Row = { index, question, caption, gpt4_ans: answer, category }
      return {
        row: number,
        cells: { ...cells, image_id: image.replace(/\.[^.]*$/, '') },
        pictures: [pictureIn(join(folder, 'images'), image, 'image')],
      }
    })
  }
}
