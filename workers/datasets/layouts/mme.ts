import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readText } from '../json-file'
import { filePicture } from '../pictures'
import { type BadRow, RowProblem, rowOr, type SourceRow } from '../source'
import { without } from './answer-letter'
import { foldersIn, picturesIn } from './folder-rows'
import type { Layout } from './layout'

export const mme: Layout = {
  names: ['MME_Benchmark_release_version', 'MME_Benchmark'],
  usually: '.tsv',
  source:
    'MME.tsv of VLMEvalKit, lmms-lab/MME as parquet, or the folder MME_Benchmark_release_version of its authors',
  splits: ['test'],
  folders: [
    {
      form: 'folders of subtasks',
      holds: ['existence', 'artwork'],
      open: folder => ({ rows: subtaskRows(folder) }),
    },
  ],
  canonical(row) {
    if (row.question_id === undefined || row.image_path !== undefined) return row
    return { ...without(row, 'question_id'), image_path: row.question_id }
  },
}

/** Two lines `question<TAB>Yes|No` a picture, beside it or in `questions_answers_YN/`. */
function* subtaskRows(folder: string): Generator<SourceRow | BadRow> {
  let row = 0
  for (const category of foldersIn(folder)) {
    const own = join(folder, category)
    const nested = existsSync(join(own, 'questions_answers_YN'))
    const images = nested ? join(own, 'images') : own
    const texts = nested ? join(own, 'questions_answers_YN') : own
    const known = new Set(readdirSync(texts))
    for (const name of picturesIn(images)) {
      const text = name.replace(/\.[^.]*$/, '.txt')
      const lines = known.has(text) ? readText(join(texts, text)).trimEnd().split(/\r?\n/) : []
      for (let line = 0; line < Math.max(2, lines.length); line++) {
        row += 1
        const number = row
        yield rowOr(number, () => {
          const [question, answer, more] = lines[line]?.split('\t') ?? []
          if (!question || !answer || more !== undefined)
            throw new RowProblem(
              `${category}/${text}`,
              `line ${line + 1} is not a question, a tab and Yes or No`,
            )
          const image_path = `${category}/${name}`
          const cells = { index: String(number - 1), question, answer: answer.trim(), category, image_path }
          return { row: number, cells, pictures: [filePicture(join(images, name))] }
        })
      }
    }
  }
}
