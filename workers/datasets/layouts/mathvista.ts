import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Row } from '#lib/benchmarks/benchmark'
import { cellsOf, jsonRecord, parsedOrNull, readJson } from '../json-file'
import { RowProblem } from '../source'
import { letterAt, listCell, named, without } from './answer-letter'
import { madeRows, pictureIn } from './folder-rows'
import type { Layout } from './layout'

const problems = z.record(z.string(), z.looseObject({ image: z.string() }))
const queries = z.record(z.string(), z.string())

export const mathvista: Layout = {
  names: ['MathVista', 'testmini'],
  usually: '.tsv',
  source:
    'MathVista_MINI.tsv of VLMEvalKit, AI4Math/MathVista as parquet (testmini), or testmini.json with images',
  splits: ['testmini'],
  folders: [
    { form: 'testmini.json with images', holds: ['testmini.json'], open: official },
    {
      form: 'data/testmini.json with images',
      holds: ['data/testmini.json'],
      open: folder => official(join(folder, 'data'), folder),
    },
  ],
  canonical(row) {
    const own = { ...row, ...metadataOf(row) }
    const choices = listCell(own, 'choices')
    const precision = own.precision?.replace(/\.0+$/, '')
    return {
      ...without(own, 'pid', 'query', 'metadata', 'choices', 'precision'),
      ...named(own, 'index', 'pid', 'index'),
      ...named(own, 'question', 'query', 'question'),
      ...(precision === undefined ? {} : { precision }),
      ...(choices && choices.length > 0
        ? { choices: JSON.stringify(choices), ...goldLetter(own, choices) }
        : {}),
      ...listed(own, 'skills'),
    }
  },
}

function official(folder: string, images = folder) {
  const asked = existsSync(join(folder, 'query.json')) ? readJson(join(folder, 'query.json'), queries) : {}
  const entries = Object.entries(readJson(join(folder, 'testmini.json'), problems))
  return {
    rows: madeRows(entries, ([pid, { image, ...fields }]) => ({
      cells: cellsOf({ ...fields, pid, query: fields.query ?? asked[pid] }),
      picture: pictureIn(existsSync(join(images, 'images')) ? images : join(images, '..'), image, 'image'),
    })),
  }
}

/** The fields of `metadata` where they have no columns of their own; beside those it may be anything. */
function metadataOf(row: Row): Row {
  if (row.metadata === undefined || row.task !== undefined) return {}
  const { success, data } = jsonRecord.safeParse(parsedOrNull(row.metadata))
  if (!success) throw new RowProblem('metadata', 'no JSON object')
  return cellsOf(data)
}

function goldLetter(row: Row, choices: readonly string[]): Row {
  if (row.answer_option !== undefined || row.answer === undefined) return {}
  const at = choices.indexOf(row.answer)
  // An answer that is no choice is the benchmark's to refuse.
  return at < 0 ? {} : { answer_option: letterAt(at, choices.length, 'answer') }
}

function listed(row: Row, column: string): Row {
  const list = listCell(row, column)
  return list ? { [column]: JSON.stringify(list) } : {}
}
