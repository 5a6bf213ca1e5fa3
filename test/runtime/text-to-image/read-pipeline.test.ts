import { describe, expect, test } from 'vitest'
import { openTextToImage } from '#workers/runtime/text-to-image/open-text-to-image'
import { readPipeline } from '#workers/runtime/text-to-image/read-pipeline'
import { type Change, files, set, without } from './change-pipeline'
import { copyPipeline } from './goldens'
import { writeHalfDecoder } from './made-graph'

const { scheduler, vae } = files

describe('is let through', () => {
  test.each<[string, Change]>([
    ['a decoder in fp16 that does not overflow', writeHalfDecoder],
    [
      'a decoder in fp16 that was mended',
      folder => {
        writeHalfDecoder(folder)
        set(vae, { force_upcast: true })(folder)
        set('parallax.json', { vae: 'madebyollin/sdxl-vae-fp16-fix' })(folder)
      },
    ],
    ['a length that stands for none', set('tokenizer/tokenizer_config.json', { model_max_length: 1e30 })],
    ['no length', without('tokenizer_2/tokenizer_config.json', 'model_max_length')],
    ['one of two statistics, which mean nothing alone', set(vae, { latents_mean: [1, 1, 1, 1] })],
    [
      'files of a scheduler from before some keys',
      folder => {
        for (const key of [
          'final_sigmas_type',
          'timestep_type',
          'rescale_betas_zero_snr',
          'interpolation_type',
        ])
          without(scheduler, key)(folder)
      },
    ],
  ])('%s', (_, change) => {
    const folder = copyPipeline()
    change(folder)
    expect(readPipeline(folder)).toMatchObject({ steps: 4, side: 32, config: { vae: { statistics: null } } })
  })
})

describe('what the file of the scheduler says', () => {
  test('is overridden where a distilled network needs it otherwise, and that is recorded', () => {
    const folder = copyPipeline()
    set(scheduler, { timestep_spacing: 'leading' })(folder)
    expect(readPipeline(folder)).toMatchObject({
      schedule: { timesteps: [999, 749, 499, 249] },
      overrides: [{ key: 'timestep_spacing', from: 'leading', to: 'trailing' }],
    })
    expect(readPipeline(copyPipeline()).overrides).toEqual([])
  })

  test('may be silent', () => {
    const folder = copyPipeline()
    without(scheduler, 'timestep_spacing')(folder)
    expect(readPipeline(folder).overrides).toEqual([
      { key: 'timestep_spacing', from: 'linspace', to: 'trailing' },
    ])
  })

  test('of one step means the clean latents', () => {
    const folder = copyPipeline()
    set('parallax.json', { steps: 1 })(folder)
    expect(readPipeline(folder)).toMatchObject({
      scheduler: { prediction: 'sample' },
      overrides: [{ key: 'prediction_type', from: 'epsilon', to: 'sample' }],
    })
    set(scheduler, { prediction_type: 'original_sample' })(folder)
    expect(readPipeline(folder).overrides).toEqual([])
  })
})

describe('opening', () => {
  const open = (part: object) => openTextToImage(copyPipeline(), { provider: 'cpu', threads: 1, ...part })

  test('with other steps than the network was made for is refused', async () => {
    await expect(open({ steps: 8 })).rejects.toMatchObject({
      reason: 'unsupported-config',
      message: '8 steps are asked for; the UNet was made for 4',
    })
    await (await open({ steps: 4 })).close()
  })

  test.each([1.5, 7.5, -1, Number.NaN])('with a guidance of %d is refused', async guidance => {
    await expect(open({ guidance })).rejects.toMatchObject({ reason: 'unsupported-config' })
  })
})
