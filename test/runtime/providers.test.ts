import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { largestDifference } from '#scripts/goldens/difference'
import { softwareGpu } from '#test/setup/software-gpu'
import { providers } from '#workers/compiler/dialect'
import { openCheckpoint } from '#workers/runtime/open-checkpoint'
import { tryProvider } from '#workers/runtime/session'
import { type ProviderReport, type ProviderTask, providerAnswers, providerReport } from './provider-answers'

const fixtures = join(import.meta.dirname, '../fixtures/checkpoints')
/** CLIP and SigLIP; Llama, Mistral with a window, Qwen2; one key per query, shared ones; stored in each precision. */
const names = [
  'random-mistral-window',
  'random-bf16',
  'random-fp16-layers',
  'random-gqa-tied-shards',
  'random-onevision',
]
const root = join(import.meta.dirname, '../..')

/** In a process of its own. */
function runTask(task: ProviderTask, env: NodeJS.ProcessEnv) {
  const script = join(import.meta.dirname, 'answer-on-provider.ts')
  const args = ['--import', 'tsx', script, JSON.stringify(task)]
  return spawnSync(process.execPath, args, { cwd: root, env, encoding: 'utf8', maxBuffer: 2 ** 28 })
}

describe('a provider that is not there', () => {
  test.each([
    ['cuda', 'fp32'],
    ['cuda', 'fp16'],
    ['cpu', 'bf16'],
  ] as const)('%s in %s is refused with the reason of the runtime', async (provider, precision) => {
    const refused = { reason: 'provider-unavailable', message: expect.stringMatching(/^provider .*: \w.+/) }
    await expect(tryProvider(provider, precision)).rejects.toMatchObject(refused)
    const settings = { provider, precision, threads: 1 }
    await expect(openCheckpoint(join(fixtures, 'random-bf16'), settings)).rejects.toMatchObject(refused)
  })

  test('WebGPU without a graphics driver is refused, and the process lives on', () => {
    const nowhere = join(root, 'nowhere.json')
    const { status, stderr, signal } = runTask(
      { provider: 'webgpu', folders: [join(fixtures, 'random-bf16')] },
      { ...process.env, VK_ICD_FILENAMES: nowhere, VK_DRIVER_FILES: nowhere },
    )
    expect(signal).toBeNull()
    expect(status).toBe(1)
    expect(stderr).toMatch(/provider webgpu cannot be used: Failed to get a WebGPU adapter/)
    expect(stderr).toContain("reason: 'provider-unavailable'")
  })

  test('every provider is known to the runtime or refused by name', async () => {
    for (const provider of providers)
      await tryProvider(provider).catch(error =>
        expect(error).toMatchObject({ reason: 'provider-unavailable' }),
      )
    await expect(tryProvider('cpu')).resolves.toBeUndefined()
  })
})

/** Whole numbers and truth values of shapes, positions and masks: what the CPU computes for the GPU. */
const onCpu = ['Add', 'And', 'Concat', 'Greater', 'Less', 'Range', 'Squeeze', 'Sub', 'Unsqueeze']
const onGpu = ['Gemm', 'LayerNormalization', 'MatMul', 'RMSNormalization', 'RotaryEmbedding', 'Softmax']

describe('WebGPU, on a GPU in software', () => {
  let missing: string | null = null
  let webgpu: ProviderReport | null = null
  let cpu: ProviderReport | null = null

  beforeAll(async () => {
    const env = softwareGpu()
    if (!env) {
      missing = 'no SwiftShader here: it comes with Chromium'
      return
    }
    const task: ProviderTask = { provider: 'webgpu', folders: names.map(name => join(fixtures, name)) }
    const { status, stdout, stderr } = runTask(task, env)
    if (status === 0) webgpu = providerReport.parse(JSON.parse(stdout))
    // Without libvulkan there is no way to SwiftShader. Whatever else went wrong is a failure.
    else if (stderr.includes('Failed to get a WebGPU adapter'))
      missing = 'no adapter: libvulkan1 is not installed'
    else throw new Error(stderr)
    cpu = await providerAnswers({ ...task, provider: 'cpu' })
  }, 300_000)

  describe.each(names)('%s', name => {
    const find = (report: ProviderReport | null) => {
      const found = report?.answers.find(answer => answer.name === name)
      if (!found) throw new Error(`${name} has not answered`)
      return found
    }

    test('equals the CPU: visual tokens, logits, 16 tokens', context => {
      if (missing !== null) return context.skip(missing)
      const [ours, wanted] = [find(webgpu), find(cpu)]
      expect(largestDifference(ours.visual, wanted.visual)).toBeLessThan(1e-3)
      for (const way of ['alone', 'prefixed'] as const) {
        expect(largestDifference(ours[way].logits, wanted[way].logits)).toBeLessThan(1e-2)
        expect(ours[way].ids).toEqual(wanted[way].ids)
      }
    })

    test('decodes side by side and reads several tokens behind a prefix as the CPU does', context => {
      if (missing !== null) return context.skip(missing)
      const [ours, wanted] = [find(webgpu), find(cpu)]
      expect(ours.together.map(({ ids }) => ids)).toEqual(wanted.together.map(({ ids }) => ids))
      expect(ours.together[0]?.ids).not.toEqual(ours.together[1]?.ids)
      expect(ours.together[2]?.ids).toEqual(ours.together[0]?.ids)
      expect(wanted.scores.some(({ length }) => length > 1)).toBe(true)
      expect(largestDifference(ours.scores.flat(), wanted.scores.flat())).toBeLessThan(1e-2)
    })
  })

  test('leaves nothing but whole numbers to the CPU', context => {
    if (missing !== null) return context.skip(missing)
    const { CPUExecutionProvider = [], WebGpuExecutionProvider = [] } = webgpu?.operators ?? {}
    expect(CPUExecutionProvider.filter(type => !onCpu.includes(type))).toEqual([])
    expect(WebGpuExecutionProvider).toEqual(expect.arrayContaining(onGpu))
    expect(Object.keys(cpu?.operators ?? {})).toEqual(['CPUExecutionProvider'])
  })
})
