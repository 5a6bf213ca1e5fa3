import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { startFakeJudge } from '#test/services/fake-judge'
import { temporaryFolder } from '#test/support/temporary-folder'
import { scoreFrom } from '#workers/commands/score'
import { parallax } from './capture'

const item = { question: 'How are the wings?', options: ['Open', 'Closed'], answer: 'A' }
let folder: string
beforeAll(() => {
  folder = temporaryFolder()
})
afterEach(() => vi.unstubAllEnvs())

function written(lines: readonly unknown[]): string {
  const path = join(folder, 'answers.jsonl')
  const texts = lines.map(line => (typeof line === 'string' ? line : JSON.stringify(line)))
  writeFileSync(path, `${texts.join('\n')}\n`)
  return path
}

function run(scorer: string, lines: readonly unknown[], ...more: string[]) {
  return parallax('score', '--scorer', scorer, written(lines), ...more)
}

function linesOf(stdout: string): unknown[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
}

describe('score', () => {
  test('one line of output a line of input', async () => {
    const labelled = [
      { label: 'C', text: 'Open' },
      { label: 'D', text: 'Closed' },
    ]
    const { status, stdout, stderr } = await run('mcq.vlmevalkit', [
      { item, prediction: 'A' },
      { item: { ...item, answer: 'B', id: '7' }, prediction: 'The answer is a closed one' },
      { item, prediction: 'a' },
      { item, prediction: '…' },
      { item: { options: labelled, answer: 'D' }, prediction: 'closed' },
    ])
    expect([status, stderr]).toEqual([0, []])
    expect(linesOf(stdout)).toEqual([
      { parsed: 'A', rule: 'letter', score: 1 },
      { parsed: 'A', rule: 'verbose-regex', score: 0 },
      { parsed: null, rule: null, score: 0, lenient: { parsed: 'A', rule: 'start', score: 1 } },
      { parsed: null, rule: null, score: 0 },
      { parsed: 'D', rule: 'option-text', score: 1 },
    ])
  })

  test('--json is one value with the sums', async () => {
    const { status, json } = await run(
      'gsm8k.strict-cot',
      [
        { item: { answer: '3 + 4 = 7\n#### 7' }, prediction: 'The answer is 7.' },
        { item: { answer: '#### 42' }, prediction: 'The answer is 42' },
        { item: { answer: '#### 42' }, prediction: 'none' },
      ],
      '--json',
    )
    expect(status).toBe(0)
    expect(json()).toMatchObject({ scorer: 'gsm8k.strict-cot', answers: 3, unparsed: 1, notScored: 0 })
    expect(json().mean).toBeCloseTo(1 / 3)
    expect(json().results[1]).toEqual({
      parsed: '4',
      rule: 'answer-is',
      score: 0,
      lenient: { parsed: '42', rule: 'last-number', score: 1 },
    })
  })

  test('classes by name, or with what else they are called', async () => {
    const { stdout } = await run('classify.map', [
      { item: { answer: 'pear', classes: ['apple', 'pear'] }, prediction: 'It is not an apple but a pear' },
      {
        item: { answer: 'Italy', classes: [{ name: 'Italy', codes: ['IT'] }, { name: 'Norway' }] },
        prediction: 'it',
      },
    ])
    expect(linesOf(stdout)).toMatchObject([
      { parsed: 'pear', score: 1 },
      { parsed: 'Italy', score: 1 },
    ])
  })

  test.each([
    ['mcq.vlmevalkit', { answer: 'A' }, 'item.options'],
    ['classify.map', { answer: 'pear' }, 'item.classes'],
    ['mathvista.rules', { answer: '7' }, 'item.details.answer_type'],
    ['mathvista.rules', { answer: '7', details: { question_type: 'multi_choice' } }, 'item.options'],
    ['mathvista.official', { answer: '7.5', details: { answer_type: 'float' } }, 'item.details.precision'],
  ])('%s does not call answers unparsed that it lacks %o to read', async (scorer, lacking, key) => {
    const whole = { ...item, classes: ['pear'], details: { answer_type: 'float', precision: '1' } }
    const { status, stderr } = await run(scorer, [
      { item: whole, prediction: '7' },
      { item: lacking, prediction: '7' },
    ])
    expect([status, stderr]).toEqual([
      1,
      [expect.stringContaining(`bad-request: line 2: ${key}: ${scorer} needs it`)],
    ])
  })

  test('what needs a judge is not scored without one', async () => {
    for (const name of Object.keys(process.env).filter(name => name.includes('JUDGE'))) vi.stubEnv(name, '')
    const { status, json } = await run('mmvet.judge.official', [{ item, prediction: 'x = 1' }], '--json')
    expect(status).toBe(0)
    expect(json()).toMatchObject({ notScored: 1, mean: null, unparsed: 0 })
    expect(json().results).toEqual([{ parsed: null, rule: null, score: null, reason: 'no judge' }])
    const plain = [{ item, prediction: 'B' }]
    expect(linesOf((await run('mcq.judge.vlmevalkit', plain)).stdout)).toMatchObject([
      { parsed: 'B', score: 0 },
    ])
  })

  test('what needs a judge is scored by the judge that is set', async () => {
    const judge = await startFakeJudge()
    judge.answer = ({ messages }) => (messages.at(-1)?.content.includes('x = 1') ? '1.0' : '0.3')
    vi.stubEnv('PARALLAX_JUDGE_URL', judge.url)
    vi.stubEnv('PARALLAX_JUDGE_MODEL', 'judge')
    vi.stubEnv('PARALLAX_DATA', folder)
    try {
      const asked = ['x = 1', 'x = 2'].map(prediction => ({ item: { ...item, answer: '1' }, prediction }))
      const { json } = await run('mmvet.judge.official', asked, '--json')
      expect(json()).toMatchObject({ notScored: 0, results: [{ score: 1 }, { score: 0.3 }] })
      expect(judge.asked).toHaveLength(2)
    } finally {
      await judge.close()
    }
  })

  test.each([
    ['a key that is missing', { item }, 'line 2: prediction: '],
    ['a key inside the item', { item: { ...item, answer: 3 }, prediction: 'A' }, 'line 2: item.answer: '],
    ['an option', { item: { ...item, options: [3] }, prediction: 'A' }, 'line 2: item.options: '],
    ['no JSON', '{"item":', 'line 2 is no JSON: '],
    ['an empty line', '', 'line 2 is no JSON: '],
    ['another value', [1], 'line 2: the line: '],
  ])('a bad line is refused by its number and key: %s', async (_, line, words) => {
    const { status, stdout, stderr } = await run('mcq.vlmevalkit', [{ item, prediction: 'A' }, line])
    expect([status, stdout]).toEqual([1, ''])
    expect(stderr).toEqual([expect.stringContaining(`bad-request: ${words}`)])
  })

  test('input without a line, a file that is not there', async () => {
    const empty = join(folder, 'empty.jsonl')
    writeFileSync(empty, '')
    expect((await parallax('score', '--scorer', 'mcq.vlmevalkit', empty)).stderr).toEqual([
      expect.stringContaining('no answers'),
    ])
    const gone = await parallax('score', '--scorer', 'mcq.vlmevalkit', join(folder, 'gone.jsonl'))
    expect(gone.status).toBe(1)
    expect(gone.stderr).toEqual([expect.stringContaining('gone.jsonl')])
  })

  test('a line without an end is not held', async () => {
    let read = 0
    const endless = Readable.from(
      (async function* () {
        for (; read < 1000; read += 1) yield Buffer.alloc(1_048_576, 'a')
      })(),
    )
    const terminal = { answer: () => {}, tell: () => {}, watcher: null }
    await expect(scoreFrom(endless).run(['--scorer', 'mcq.vlmevalkit'], terminal)).rejects.toThrow('16777216')
    expect(read).toBeLessThan(100)
  })

  test('wrong usage', async () => {
    expect(await parallax('score')).toMatchObject({
      status: 2,
      stderr: [expect.stringContaining('--scorer')],
    })
    expect(await parallax('score', '--scorer', 'mcq')).toMatchObject({
      status: 2,
      stderr: [expect.stringContaining('mcq.vlmevalkit')],
    })
    expect((await run('mcq.vlmevalkit', [{ item, prediction: 'A' }], 'more')).status).toBe(2)
    const terminal = { answer: () => {}, tell: () => {}, watcher: null }
    const watched = Object.assign(Readable.from([]), { isTTY: true })
    await expect(scoreFrom(watched).run(['--scorer', 'mcq.vlmevalkit'], terminal)).rejects.toThrow('piped')
  })

  test('reads standard input', () => {
    const { status, stdout } = spawnSync(
      process.execPath,
      ['--import', 'tsx', 'workers/parallax.ts', 'score', '--scorer', 'yesno.lmms-eval'],
      {
        input: `${JSON.stringify({ item: { answer: 'Yes' }, prediction: 'yes\u2028' })}\n`,
        encoding: 'utf8',
      },
    )
    expect([status, linesOf(stdout)]).toEqual([0, [{ parsed: 'yes', rule: 'exact', score: 1 }]])
  })
})
