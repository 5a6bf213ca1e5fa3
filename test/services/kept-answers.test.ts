import { execFile } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { temporaryFolder } from '#test/support/temporary-folder'
import { keepAnswers, questionName } from '#workers/services/kept-answers'

const schema = z.object({ text: z.string(), usage: z.int().nullable() })
const answer = { text: 'well', usage: null }
const names = Array.from({ length: 40 }, (_, at) => questionName('made', { at }))
const [name = ''] = names

test('the name of an answer depends on what was asked and how, not on the order it is listed in', () => {
  expect(questionName('made', { a: 1, b: [2] })).toBe(questionName('made', { b: [2], a: 1 }))
  expect(questionName('made', { a: 1, b: [2] })).not.toBe(questionName('made', { a: 1, b: [3] }))
  expect(questionName('made', { a: 1 })).not.toBe(questionName('other', { a: 1 }))
})

test('what is no answer is not read, and is written over', async () => {
  const folder = temporaryFolder()
  const kept = keepAnswers(folder, schema)
  expect(await kept.read(name)).toBe(null)
  mkdirSync(join(folder, name.slice(0, 2)))
  for (const spoilt of ['', '{"text":"we', '{"text":7}']) {
    writeFileSync(join(folder, name.slice(0, 2), `${name}.json`), spoilt)
    expect(await kept.read(name)).toBe(null)
  }
  await kept.write(name, answer)
  expect(await kept.read(name)).toEqual(answer)
})

test('one answer may be written many times at once', async () => {
  const folder = temporaryFolder()
  const texts = Array.from({ length: 50 }, (_, at) => `${at} `.repeat(10_000))
  await Promise.all(texts.map(text => keepAnswers(folder, schema).write(name, { ...answer, text })))
  expect(texts).toContain((await keepAnswers(folder, schema).read(name))?.text)
  expect(readdirSync(join(folder, name.slice(0, 2)))).toEqual([`${name}.json`])
})

test('two processes may write while a third reads: every answer is whole', async () => {
  const folder = temporaryFolder()
  const write = (text: string) =>
    promisify(execFile)(process.execPath, [
      '--import',
      'tsx',
      '--input-type=module',
      '--eval',
      `import { z } from 'zod'
       import { keepAnswers } from '#workers/services/kept-answers'
       const kept = keepAnswers(${JSON.stringify(folder)}, z.object({ text: z.string() }))
       const answer = { text: ${JSON.stringify(text)}.repeat(100_000) }
       for (const name of ${JSON.stringify(names)}) await kept.write(name, answer)`,
    ])
  let writing = true
  const writers = Promise.all(['a', 'b'].map(write)).finally(() => {
    writing = false
  })
  const kept = keepAnswers(folder, z.object({ text: z.string() }))
  const seen = new Set<string>()
  while (writing)
    for (const one of names) {
      const found = await kept.read(one)
      seen.add(found === null ? 'none' : [...new Set(found.text)].join(''))
      if (found) expect(found.text.length).toBe(100_000)
    }
  await writers
  expect([...seen].every(one => ['none', 'a', 'b'].includes(one))).toBe(true)
  for (const one of names) expect((await kept.read(one))?.text.length).toBe(100_000)
  expect(readdirSync(folder, { recursive: true }).filter(file => String(file).endsWith('.part'))).toEqual([])
})
