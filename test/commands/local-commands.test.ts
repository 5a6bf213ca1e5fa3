import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { mmvpRows, writeTsv } from '#test/datasets/write-tsv'
import { fixtureCheckpoint } from '#test/runtime/fixture-decoder'
import { copyFixture, editHeader, editJson } from '#test/safetensors/write-safetensors'
import { temporaryFolder } from '#test/support/temporary-folder'
import { decodeImage } from '#workers/image/decode'
import { parallax } from './capture'

const checkpoint = join(import.meta.dirname, '../fixtures/checkpoints/random-bf16')
let folder: string
let image: string
beforeAll(async () => {
  folder = temporaryFolder()
  const rows = await mmvpRows(4)
  writeTsv(join(folder, 'MMVP_MINI.tsv'), rows)
  image = join(folder, 'picture.png')
  writeFileSync(image, Buffer.from(rows[0]?.image ?? '', 'base64'))
})

test('doctor says what works, and that a provider does not', async () => {
  const { status, json, stderr } = await parallax('doctor', '--json')
  expect([status, stderr]).toEqual([0, []])
  const checks: { check: string; works: boolean; detail: string }[] = json().checks
  const named = (name: string) => checks.find(({ check }) => check === name)
  expect(named('provider cpu')?.works).toBe(true)
  expect(named('provider cuda')).toMatchObject({ works: false, detail: expect.stringContaining('cuda') })
  expect(named('database')?.detail).not.toContain('@')
  expect(checks.map(({ check }) => check)).toEqual(
    expect.arrayContaining(['node', 'machine', 'browser', 'checkpoints', 'benchmarks', 'saliency encoder']),
  )
})

describe('inspect', () => {
  test('says what a checkpoint is and what a suite costs', async () => {
    const { status, json } = await parallax('inspect', checkpoint, '--benchmarks', folder, '--json')
    expect(status).toBe(0)
    expect(json()).toMatchObject({
      family: 'llava',
      storedPrecision: 'bf16',
      missing: [],
      unused: [],
      refusal: null,
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      suite: { id: 'demo', benchmarks: [{ benchmark: 'mmvp', items: 4 }] },
    })
    const [plan] = json().suite.benchmarks
    expect(plan.conditionAnswers).toBe(4 * plan.conditions)
    expect(plan.generations).toBeLessThan(plan.conditionAnswers)
    expect(plan.imageEncodings).toBeLessThan(plan.generations)
  })

  test('names what is missing and what is left over', async () => {
    const broken = copyFixture('random-bf16')
    editJson(broken, 'config.json', config => ({ ...config, tie_word_embeddings: false }))
    editHeader(join(broken, 'model.safetensors'), header =>
      Object.fromEntries(
        Object.entries(header).map(([name, entry]) => [name.replace('lm_head.weight', 'tail.weight'), entry]),
      ),
    )
    const { status, stdout } = await parallax('inspect', broken, '--benchmarks', folder)
    expect(status).toBe(0)
    expect(stdout).toMatch(/missing tensors +lm_head\.weight \[\d+, \d+\]/)
    expect(stdout).toMatch(/unused tensors +\S*tail\.weight/)
    expect(stdout).toMatch(/runs here +no: missing-tensor/)
  })
})

describe('inspect of what is not a vision-language checkpoint', () => {
  test('a language model', async () => {
    const { folder: model } = fixtureCheckpoint('bloom-4-heads')
    const { status, json } = await parallax('inspect', model, '--json')
    expect(status).toBe(0)
    expect(json()).toMatchObject({
      kind: 'language-model',
      family: 'bloom',
      missing: [],
      unused: [],
      refusal: null,
    })
  })

  test.each([
    ['clip-fp16', 'clip', /text tower +2 layers/],
    ['vit-dino', 'vit', /class attention +\d+ × \d+ patches/],
    ['resnet-bottleneck', 'resnet', /classes +\d+/],
  ])('an encoder: %s', async (name, family, line) => {
    const directory = `test/fixtures/encoders/${name}`
    const { json } = await parallax('inspect', directory, '--json')
    expect(json()).toMatchObject({ kind: 'encoder', family, missing: [], unused: [], refusal: null })
    expect((await parallax('inspect', directory)).stdout).toMatch(line)
  })

  test('a family that is not supported is named beside all there are', async () => {
    const strange = temporaryFolder()
    writeFileSync(join(strange, 'config.json'), JSON.stringify({ model_type: 'qwen2_vl' }))
    const { status, stderr } = await parallax('inspect', strange)
    expect([status, stderr]).toEqual([
      1,
      [expect.stringMatching(/unknown-family.*"qwen2_vl".*llava_onevision;.*bloom;.*resnet/)],
    ])
  })
})

describe('generate', () => {
  const ask = (...more: string[]) =>
    parallax(
      'generate',
      checkpoint,
      '--image',
      image,
      '--prompt',
      'What is it?',
      '--max-new-tokens',
      '4',
      ...more,
    )

  test('one JSON value with the prompt, the ids and, when asked for, the logits', async () => {
    const { status, json, stderr } = await ask('--json')
    expect([status, stderr]).toEqual([0, []])
    const { text, promptText, inputIds, visualTokens, generatedIds, ...rest } = json()
    expect(rest).toEqual({})
    expect(promptText).toContain('What is it?')
    expect(inputIds.length).toBeGreaterThan(visualTokens)
    expect(generatedIds.length).toBeLessThanOrEqual(4)
    expect(typeof text).toBe('string')
    const { logits } = (await ask('--json', '--logits')).json()
    expect(logits.length).toBeGreaterThan(100)
    expect(logits.indexOf(Math.max(...logits))).toBe(generatedIds[0])
  })

  test('an intervention is shown and saved', async () => {
    const saved = join(folder, 'saved.png')
    const shuffle = ['--probe', 'spatial-shuffle', '--save-image', saved]
    expect((await ask(...shuffle, '--condition', 'grid-2/seed-2')).status).toBe(0)
    const byId = hash(saved)
    const { pixels } = await decodeImage(readFileSync(saved))
    const original = await decodeImage(readFileSync(image))
    expect(pixels).not.toEqual(original.pixels)
    expect(pixels.toSorted()).toEqual(original.pixels.toSorted())
    expect((await ask(...shuffle, '--condition', 'grid-2', '--seed', '2')).status).toBe(0)
    expect(hash(saved)).toBe(byId)
    expect((await ask(...shuffle, '--condition', 'grid-2/seed-2', '--item', '7')).status).toBe(0)
    expect(hash(saved)).not.toBe(byId)
  })

  test('without its picture the prompt has no visual tokens, and there is none to save', async () => {
    const none = ['--probe', 'reference', '--condition', 'no-image']
    expect((await ask(...none, '--json')).json().visualTokens).toBe(0)
    const { status, stderr } = await ask(...none, '--save-image', join(folder, 'none.png'))
    expect(status).toBe(2)
    expect(stderr).toEqual([expect.stringContaining('no picture under no-image')])
  })

  test('a question may come without a picture, and then no probe can change one', async () => {
    const text = ['generate', checkpoint, '--prompt', 'Is it red?', '--max-new-tokens', '4']
    const { status, json } = await parallax(...text, '--json')
    expect([status, json().visualTokens]).toEqual([0, 0])
    const refused = await parallax(...text, '--probe', 'permutation', '--condition', 'reversed')
    expect([refused.status, refused.stderr]).toEqual([2, [expect.stringContaining('--probe needs --image')]])
  })

  test('a language model continues a text', async () => {
    const { folder: model, cases } = fixtureCheckpoint('llama-default')
    const [golden] = cases
    const { status, json } = await parallax(
      'generate',
      model,
      '--prompt',
      golden?.prompt ?? '',
      '--max-new-tokens',
      '16',
      '--json',
    )
    expect(status).toBe(0)
    expect(json()).toMatchObject({ inputIds: golden?.inputIds, generatedIds: golden?.generatedIds })
  })

  test('an unknown condition is answered with those there are', async () => {
    const { status, stderr } = await ask('--probe', 'permutation', '--condition', 'permuted', '--seed', '6')
    expect(status).toBe(2)
    expect(stderr).toEqual([
      expect.stringMatching(/no condition "permuted" with seed 6 .*seed-1, .*reversed, /),
    ])
  })
})

describe('evaluate', () => {
  const run = (...more: string[]) => parallax('evaluate', checkpoint, '--benchmarks', folder, ...more)

  test('--plan counts and writes nothing', async () => {
    const { status, json } = await run('--plan', '--limit', '2', '--json')
    expect(status).toBe(0)
    expect(json().benchmarks).toMatchObject([{ title: 'MMVP_MINI', items: 2 }])
    const { stdout } = await run('--plan')
    expect(stdout).toMatch(/MMVP_MINI +4 items x \d+ conditions/)
    // Two pairs: (z of 0.975 + z of 0.8) × 0.45 / √2.
    expect(stdout).toContain('finds changes from 89.1 pp on')
  })

  test('takes what is asked out of a folder, and says what is not judged', async () => {
    const mixed = temporaryFolder()
    mkdirSync(join(mixed, 'docci', 'images'), { recursive: true })
    writeFileSync(join(mixed, 'docci', 'test.csv'), 'example_id,description\n')
    const [row] = await mmvpRows(1)
    const { image = '' } = row ?? {}
    writeTsv(join(mixed, 'MMVet.tsv'), [
      { index: 'v1_0', image, question: 'What is x?', answer: '1', category: 'math' },
    ])
    const plan = ['evaluate', checkpoint, '--benchmarks', mixed, '--plan', '--json']
    const { json, stderr } = await parallax(...plan)
    expect(json().benchmarks).toMatchObject([{ title: 'MMVet', items: 1 }])
    expect(stderr).toEqual([])
    expect((await parallax(...plan, '--suite', 'demo')).stderr).toEqual([
      'MM-Vet: scored by mmvet.offline, which is no judge; --suite standard asks the judge',
    ])
    const out = ['--probe', 'reference', '--out', join(mixed, 'out')]
    const { status, stdout } = await parallax('evaluate', checkpoint, '--benchmarks', mixed, ...out)
    expect(status).toBe(0)
    expect(stdout).toMatch(/^MMVet, reference +not scored: no judge \(mmvet\.judge\.official\)$/m)
  })

  test('a probe brings the reference it is compared with', async () => {
    const out = join(folder, 'run')
    const { status, json, stderr } = await run(
      '--probe',
      'permutation',
      '--limit',
      '4',
      '--out',
      out,
      '--json',
    )
    expect([status, stderr]).toEqual([0, []])
    expect(json().probes.map(({ id }: { id: string }) => id)).toEqual(['reference', 'permutation'])
    const plan = (await run('--plan', '--probe', 'permutation', '--limit', '4', '--json')).json()
      .benchmarks[0]
    expect(json().counts).toEqual({ items: 4, cells: plan.conditions, responses: plan.conditionAnswers })
    const { stdout } = await run('--probe', 'permutation', '--limit', '4', '--out', out)
    expect(stdout).toMatch(/^MMVP_MINI, reference +pair \d+\.\d \(n 2, mcq\.vlmevalkit\)$/m)
    // What a portal would show, from the summary.
    expect(stdout).toMatch(
      /^ {2}MMVP_MINI, permuted +-?\d+\.\d pp \(-?\d+\.\d to \d+\.\d\), p \d\.\d+, not-detected/m,
    )
    expect(stdout).toMatch(/^ {2}P3 Visual reliance +/m)
    const again = await run('--probe', 'permutation', '--limit', '4', '--out', out, '--json')
    expect(again.stdout).toBe(`${JSON.stringify(json())}\n`)
    const other = await run('--limit', '4', '--out', out)
    expect([other.status, other.stderr]).toEqual([1, [expect.stringContaining('output-exists')]])
  })
})

function hash(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex')
}
