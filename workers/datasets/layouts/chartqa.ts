import { join } from 'node:path'
import { z } from 'zod'
import { readJson } from '../json-file'
import { listCell, named, without } from './answer-letter'
import { madeRows, pictureIn } from './folder-rows'
import type { Layout } from './layout'

const questions = z.array(z.looseObject({ imgname: z.string(), query: z.string(), label: z.string() }))
const splits = ['test_human', 'test_augmented'] as const
const spellings: Readonly<Record<string, string>> = {
  human_test: 'test_human',
  augmented_test: 'test_augmented',
  '0': 'test_human',
  '1': 'test_augmented',
}

export const chartqa: Layout = {
  names: ['ChartQA', 'ChartQA Dataset'],
  usually: '.tsv',
  source:
    'ChartQA_TEST.tsv of VLMEvalKit, lmms-lab/ChartQA or HuggingFaceM4/ChartQA as parquet, or the authors\' "ChartQA Dataset"',
  splits: ['test'],
  folders: [
    {
      form: 'test_human.json and test_augmented.json with png',
      holds: ['test/test_human.json', 'test/test_augmented.json', 'test/png'],
      open: folder => official(join(folder, 'test')),
    },
    {
      form: 'test_human.json and test_augmented.json with png',
      holds: ['test_human.json', 'test_augmented.json', 'png'],
      open: official,
    },
  ],
  canonical(row) {
    const { type = row.human_or_machine, label } = row
    const list = label?.startsWith('[') ? listCell(row, 'label') : null
    // Several labels are written as the TSV writes them: any one of them is right there.
    const answer = list
      ? list.length === 1
        ? list[0]
        : `[${list.map(one => `'${one}'`).join(', ')}]`
      : label
    return {
      ...without(row, 'type', 'human_or_machine', 'query', 'label'),
      ...named(row, 'question', 'question', 'query'),
      ...(answer === undefined ? {} : { answer }),
      ...(type === undefined ? {} : { split: spellings[type] ?? type }),
    }
  },
}

function official(folder: string) {
  const entries = splits.flatMap(split =>
    readJson(join(folder, `${split}.json`), questions).map(entry => ({ ...entry, split })),
  )
  return {
    rows: madeRows(entries, ({ imgname, query, label, split }, row) => ({
      cells: { index: String(row - 1), question: query, answer: label, split },
      picture: pictureIn(join(folder, 'png'), imgname, 'imgname'),
    })),
  }
}
