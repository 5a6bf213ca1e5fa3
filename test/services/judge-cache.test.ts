import { execFile } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { temporaryFolder } from '#test/support/temporary-folder'
import { JudgeCache, questionHash } from '#workers/services/judge-cache'

const answer = { text: 'well', model: 'judge-1', finishReason: 'stop', usage: null }
const names = Array.from({ length: 40 }, (_, at) => questionHash({ at }))

test('the name of an answer depends on what was asked, not on the order it is listed in', () => {
  expect(questionHash({ a: 1, b: [2] })).toBe(questionHash({ b: [2], a: 1 }))
  expect(questionHash({ a: 1, b: [2] })).not.toBe(questionHash({ a: 1, b: [3] }))
})

test('what is no answer is not read, and is written over', async () => {
  const folder = temporaryFolder()
  const cache = new JudgeCache(folder)
  const name = questionHash({ at: 1 })
  expect(await cache.read(name)).toBe(null)
  mkdirSync(join(folder, name.slice(0, 2)))
  for (const spoilt of ['', '{"text":"we', '{"text":7}']) {
    writeFileSync(join(folder, name.slice(0, 2), `${name}.json`), spoilt)
    expect(await cache.read(name)).toBe(null)
  }
  await cache.write(name, answer)
  expect(await cache.read(name)).toEqual(answer)
})

test('one answer may be written many times at once', async () => {
  const folder = temporaryFolder()
  const texts = Array.from({ length: 50 }, (_, at) => `${at} `.repeat(10_000))
  const name = questionHash({ at: 1 })
  await Promise.all(texts.map(text => new JudgeCache(folder).write(name, { ...answer, text })))
  expect(texts).toContain((await new JudgeCache(folder).read(name))?.text)
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
      `import { JudgeCache } from '#workers/services/judge-cache'
       const cache = new JudgeCache(${JSON.stringify(folder)})
       const answer = { text: ${JSON.stringify(text)}.repeat(100_000), model: '', finishReason: null, usage: null }
       for (const name of ${JSON.stringify(names)}) await cache.write(name, answer)`,
    ])
  let writing = true
  const writers = Promise.all(['a', 'b'].map(write)).finally(() => {
    writing = false
  })
  const cache = new JudgeCache(folder)
  const seen = new Set<string>()
  while (writing)
    for (const name of names) {
      const found = await cache.read(name)
      seen.add(found === null ? 'none' : [...new Set(found.text)].join(''))
      if (found) expect(found.text.length).toBe(100_000)
    }
  await writers
  expect([...seen].every(one => ['none', 'a', 'b'].includes(one))).toBe(true)
  for (const name of names) expect((await cache.read(name))?.text.length).toBe(100_000)
  expect(readdirSync(folder, { recursive: true }).filter(file => String(file).endsWith('.part'))).toEqual([])
})
