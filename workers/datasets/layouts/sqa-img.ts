import { join } from 'node:path'
import { z } from 'zod'
import type { Row } from '#lib/benchmarks/benchmark'
import { cellsOf, readJson } from '../json-file'
import { RowProblem } from '../source'
import { letterAt, listCell, optionColumns, without } from './answer-letter'
import { madeRows, pictureIn } from './folder-rows'
import type { Layout } from './layout'

const problems = z.record(
  z.string(),
  z.looseObject({ image: z.string().nullable(), choices: z.array(z.string()), answer: z.int() }),
)
const splits = z.looseObject({ test: z.array(z.string()) })

export const sqaImg: Layout = {
  names: ['ScienceQA', 'ScienceQA-IMG', 'ScienceQA-FULL'],
  usually: '.tsv',
  source:
    'ScienceQA_TEST.tsv of VLMEvalKit, lmms-lab/ScienceQA as parquet, or problems.json with pid_splits.json and images',
  splits: ['test'],
  folders: [
    {
      form: 'problems.json and pid_splits.json with images/test',
      holds: ['problems.json', 'pid_splits.json', 'images/test'],
      open: folder => officialRows(folder, join(folder, 'images', 'test')),
    },
    {
      form: 'problems.json and pid_splits.json with test',
      holds: ['problems.json', 'pid_splits.json', 'test'],
      open: folder => officialRows(folder, join(folder, 'test')),
    },
  ],
  canonical(row) {
    const choices = listCell(row, 'choices')
    if (!choices) return row
    const { answer = '' } = row
    if (!/^\d+$/.test(answer)) throw new RowProblem('answer', `"${answer}" is not the place of a choice`)
    return {
      ...without(row, 'choices'),
      ...optionColumns(choices),
      answer: letterAt(Number(answer), choices.length, 'answer'),
    }
  },
}

/** Problems of the test split in its order; those without a picture too, which are dropped and counted later. */
function officialRows(folder: string, images: string) {
  const known = readJson(join(folder, 'problems.json'), problems)
  const { test } = readJson(join(folder, 'pid_splits.json'), splits)
  return {
    rows: madeRows(test, pid => {
      const problem = known[pid]
      if (!problem) throw new RowProblem(null, `problems.json has no problem ${pid}`)
      const { image, ...fields } = problem
      const cells: Row = { ...cellsOf(fields), index: pid }
      return { cells, picture: image === null ? null : pictureIn(images, `${pid}/${image}`, 'image') }
    }),
  }
}
