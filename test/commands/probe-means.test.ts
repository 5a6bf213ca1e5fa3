import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { mmvpRows, writeTsv } from '#test/datasets/write-tsv'
import { temporaryFolder } from '#test/support/temporary-folder'
import { decodeImage } from '#workers/image/decode'
import { parallax } from './capture'

const checkpoint = join(import.meta.dirname, '../fixtures/checkpoints/random-bf16')
const examples = join(import.meta.dirname, '../../examples')
const relatives = join(examples, 'relatives')
let folder: string
let image: string
beforeAll(async () => {
  folder = temporaryFolder()
  const rows = await mmvpRows(4)
  writeTsv(join(folder, 'MMVP_MINI.tsv'), rows)
  image = join(folder, 'picture.png')
  writeFileSync(image, Buffer.from(rows[0]?.image ?? '', 'base64'))
})

test('doctor names what probes lack, and a folder that holds none of it', async () => {
  vi.stubEnv('PARALLAX_SALIENCY_ENCODER', join(relatives, 'scenes-dino'))
  vi.stubEnv('PARALLAX_LANGUAGE_MODELS', folder)
  const { json } = await parallax('doctor', '--json')
  vi.unstubAllEnvs()
  const checks: { check: string; works: boolean; detail: string }[] = json().checks
  const named = (name: string) => checks.find(({ check }) => check === name)
  expect(named('saliency encoder')).toMatchObject({
    works: true,
    detail: expect.stringContaining('scenes-dino'),
  })
  expect(named('language models')).toMatchObject({
    works: false,
    detail: `checkpoint-not-found: language model: ${folder} has no config.json`,
  })
  expect(named('captioner')).toMatchObject({ works: false, detail: 'none: synthesized-image is not run' })
})

test('a saliency encoder without class attention is told wherever it is named', async () => {
  const resnet = join(import.meta.dirname, '../fixtures/encoders/resnet-basic')
  const why = 'the saliency encoder is resnet, which has no class token'
  vi.stubEnv('PARALLAX_SALIENCY_ENCODER', resnet)
  const { json } = await parallax('doctor', '--json')
  vi.unstubAllEnvs()
  expect(json().checks).toContainEqual({
    check: 'saliency encoder',
    works: false,
    required: false,
    detail: expect.stringContaining(why),
  })
  const asked = ['generate', checkpoint, '--image', image, '--prompt', 'Which?', '--saliency', resnet]
  const refused = await parallax(...asked, '--probe', 'occlusion', '--condition', 'salient/0.5')
  expect([refused.status, refused.stderr.at(-1)]).toEqual([2, expect.stringContaining(why)])
})

describe('what a condition takes beside the picture', () => {
  const caption = ['--prompt', 'Which?', '--image']

  test('is named where it is missing, and used where it is given', async () => {
    const asked = [
      'generate',
      checkpoint,
      ...caption,
      image,
      '--probe',
      'occlusion',
      '--condition',
      'salient/0.5',
    ]
    const without = await parallax(...asked)
    expect([without.status, without.stderr.at(-1)]).toEqual([
      2,
      expect.stringContaining('occlusion salient/0.5 needs --saliency'),
    ])
    const saved = join(folder, 'salient.png')
    const given = await parallax(
      ...asked,
      '--saliency',
      join(relatives, 'scenes-dino'),
      '--save-image',
      saved,
    )
    expect(given.status).toBe(0)
    const shown = await decodeImage(readFileSync(saved))
    const plain = await decodeImage(readFileSync(image))
    expect([shown.width, shown.height]).toEqual([plain.width, plain.height])
    // Half of the cells are black.
    const black = shown.pixels.filter(value => value === 0).length / shown.pixels.length
    expect(black).toBeGreaterThan(0.4)
  })

  test('a relative of another kind is refused by its own name', async () => {
    const out = ['--out', join(folder, 'wrong'), '--benchmark', join(folder, 'MMVP_MINI.tsv')]
    const { status, stderr } = await parallax(
      'evaluate',
      checkpoint,
      ...out,
      '--backbone',
      join(relatives, 'scenes-dino'),
    )
    expect([status, stderr.at(-1)]).toEqual([
      1,
      expect.stringContaining('backbone must be a language model; model_type "vit" is an image encoder'),
    ])
    const missing = await parallax('evaluate', checkpoint, ...out, '--saliency', join(folder, 'nothing'))
    expect(missing.stderr.at(-1)).toContain('nothing has no config.json')
  })
})

describe('a run', () => {
  const evaluate = (...args: string[]) => parallax('evaluate', checkpoint, '--suite', 'demo', ...args)

  test.each([
    ['--captioner', 'scenes-llama', 'captioner', 'a checkpoint that sees', 'llama', 'a language model'],
    ['--saliency', 'scenes-llama', 'saliency encoder', 'an image encoder', 'llama', 'a language model'],
    ['--language-model', 'scenes-clip', 'language model', 'a language model', 'clip', 'an image encoder'],
  ])('with %s %s is refused before anything is read', async (option, name, what, wanted, type, found) => {
    const out = ['--out', join(folder, 'never'), '--benchmark', join(folder, 'no-such-file.tsv')]
    const path = join(relatives, name)
    const { status, stderr } = await evaluate(...out, option, path)
    expect([status, stderr]).toEqual([
      1,
      [
        `parallax evaluate: unknown-family: ${what} ${path} must be ${wanted}; model_type "${type}" is ${found}`,
      ],
    ])
  })

  test('with another saliency encoder is another run', async () => {
    vi.stubEnv('PARALLAX_ARTIFACTS', join(folder, 'artifacts'))
    const run = (encoder: string) =>
      evaluate(
        ...['--benchmark', join(folder, 'MMVP_MINI.tsv'), '--limit', '2', '--probe', 'occlusion'],
        ...['--out', join(folder, 'occluded'), '--saliency', join(relatives, encoder), '--json'],
      )
    const first = await run('scenes-dino')
    expect([first.status, first.json().identities]).toEqual([
      0,
      { saliency: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) },
    ])
    expect((await run('scenes-dino')).stdout).toBe(first.stdout)
    const other = await run('scenes-clip')
    expect([other.status, other.stderr]).toEqual([1, [expect.stringContaining('identities differ')]])
    vi.unstubAllEnvs()
  })

  test('with an encoder that is not the one inside the checkpoint runs what takes none', async () => {
    const out = join(folder, 'other-encoder')
    const { status } = await parallax(
      ...['evaluate', join(examples, 'checkpoints/scenes-llava-frozen'), '--suite', 'demo', '--out', out],
      ...['--benchmark', join(examples, 'benchmarks/EuroSAT_RGB_MINI'), '--limit', '1'],
      ...['--probe', 'alignment-classification', '--encoder', join(relatives, 'scenes-dino')],
    )
    expect(status).toBe(0)
    const { results, notRun } = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8'))
    expect(new Set(results.map(({ probe }: { probe: string }) => probe))).toEqual(new Set(['reference']))
    expect(notRun).toEqual([
      {
        probe: 'alignment-classification',
        benchmark: null,
        reason: { code: 'no-encoder', message: expect.stringContaining('the declared encoder is vit') },
      },
    ])
  })

  test('reduces features of descriptions', async () => {
    vi.stubEnv('PARALLAX_ARTIFACTS', join(folder, 'artifacts'))
    const out = join(folder, 'aligned')
    const { status } = await parallax(
      ...['evaluate', join(examples, 'checkpoints/scenes-llava-frozen'), '--suite', 'demo', '--out', out],
      ...[
        '--benchmark',
        join(folder, 'MMVP_MINI.tsv'),
        '--benchmark',
        join(examples, 'benchmarks/docci_MINI'),
      ],
      ...['--probe', 'alignment-knn', '--encoder', join(relatives, 'scenes-clip')],
      ...['--language-model', join(relatives, 'scenes-llama')],
    )
    vi.unstubAllEnvs()
    expect(status).toBe(0)
    const { reductions, notRun } = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8'))
    expect(notRun).toEqual([])
    const [{ probe, benchmark, languageModels }] = reductions
    expect([probe, benchmark]).toEqual(['alignment-knn', 'docci'])
    expect(languageModels).toMatchObject([
      { name: 'scenes-llama', checkpoint: { score: expect.any(Number) } },
    ])
  })
})

test('generate says which probes take more than a picture', async () => {
  const asked = ['generate', checkpoint, '--image', image, '--prompt', 'Which?']
  const { status, stderr } = await parallax(...asked, '--probe', 'option-rotation', '--condition', 'turn-1')
  expect([status, stderr.at(-1)]).toEqual([2, expect.stringContaining('it is run by evaluate')])
})
