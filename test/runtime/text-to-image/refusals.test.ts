import { copyFileSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '#test/support/temporary-folder'
import { readPipeline } from '#workers/runtime/text-to-image/read-pipeline'
import { type Change, files, remove, set, without } from './change-pipeline'
import { copyPipeline } from './goldens'
import { writeGraph, writeHalfDecoder, writeTanhUnet } from './made-graph'

const { index, scheduler, unet, vae, text, text2 } = files

const refused: [string, Change, string, string | RegExp][] = [
  // model_index.json
  ['no index', remove(index), 'checkpoint-not-found', 'model_index.json'],
  [
    'Stable Diffusion 1',
    set(index, { _class_name: 'StableDiffusionPipeline' }),
    'unsupported-config',
    'StableDiffusionPipeline',
  ],
  [
    'image to image',
    set(index, { _class_name: 'StableDiffusionXLImg2ImgPipeline' }),
    'unsupported-config',
    'Img2Img',
  ],
  [
    'inpainting',
    set(index, { _class_name: 'ORTStableDiffusionXLInpaintPipeline' }),
    'unsupported-config',
    'Inpaint',
  ],
  [
    'a refiner: no first encoder',
    set(index, { text_encoder: [null, null] }),
    'unsupported-config',
    'as in a refiner',
  ],
  ['a refiner: the key is absent', without(index, 'text_encoder'), 'unsupported-config', 'as in a refiner'],
  [
    'a refiner: an aesthetics score',
    set(index, { requires_aesthetics_score: true }),
    'unsupported-config',
    'refiner',
  ],
  [
    'a refiner: five sizes',
    set(unet, { projection_class_embeddings_input_dim: 5 * 8 + 20 }),
    'unsupported-config',
    'refiner',
  ],
  // unet
  ['an LCM', set(unet, { time_cond_proj_dim: 256 }), 'unsupported-config', 'time_cond_proj_dim is 256'],
  [
    'no size embedding',
    set(unet, { addition_embed_type: null }),
    'unsupported-config',
    'addition_embed_type',
  ],
  [
    'another width of the text',
    set(unet, { cross_attention_dim: 64 }),
    'unsupported-config',
    'cross_attention_dim is 64, the text encoders have 56',
  ],
  [
    'a list of widths',
    set(unet, { cross_attention_dim: [56, 56] }),
    'unsupported-config',
    'cross_attention_dim',
  ],
  [
    'another width of the sizes',
    set(unet, { addition_time_embed_dim: 9 }),
    'unsupported-config',
    '6 x 9 + 20',
  ],
  ['a billion channels', set(unet, { in_channels: 1e9 }), 'bad-config', 'unet/config.json: in_channels'],
  ['a huge default size', set(unet, { sample_size: 1e9 }), 'bad-config', 'sample_size'],
  [
    'a hundred halvings',
    set(vae, { block_out_channels: Array(100).fill(1) }),
    'bad-config',
    'block_out_channels',
  ],
  // vae
  [
    'no scaling factor',
    without(vae, 'scaling_factor'),
    'bad-config',
    'vae_decoder/config.json: scaling_factor',
  ],
  ['other latents', set(vae, { latent_channels: 8 }), 'shape-mismatch', 'latent_channels is 8'],
  [
    'too few means',
    set(vae, { latents_mean: [0, 1], latents_std: [1, 1, 1, 1] }),
    'shape-mismatch',
    'latents_mean has 2',
  ],
  ['no config of the decoder', remove(vae), 'checkpoint-not-found', 'vae_decoder/config.json'],
  // text encoders
  [
    'no number of layers',
    without(text, 'num_hidden_layers'),
    'bad-config',
    'text_encoder/config.json: num_hidden_layers',
  ],
  [
    'no projection',
    without(text2, 'projection_dim'),
    'bad-config',
    'text_encoder_2/config.json: projection_dim',
  ],
  [
    'a state that was not exported',
    set(text, { num_hidden_layers: 9 }),
    'unsupported-config',
    'no output hidden_states.8',
  ],
  ['ids beyond the embeddings', set(text, { vocab_size: 891 }), 'bad-tokenizer', 'ids go up to 891'],
  [
    'more tokens than positions',
    set('tokenizer/tokenizer_config.json', { model_max_length: 78 }),
    'bad-tokenizer',
    'model_max_length is 78',
  ],
  [
    'two lengths',
    set('tokenizer_2/tokenizer_config.json', { model_max_length: 60 }),
    'unsupported-config',
    '77 tokens, tokenizer_2 60',
  ],
  [
    'no padding',
    without('tokenizer/tokenizer_config.json', 'pad_token'),
    'bad-tokenizer',
    'names no pad_token',
  ],
  ['no merges', remove('tokenizer_2/merges.txt'), 'bad-tokenizer', 'merges.txt'],
  [
    'a tokenizer that is no JSON',
    folder => writeFileSync(join(folder, 'tokenizer/tokenizer.json'), '{'),
    'bad-config',
    'tokenizer/tokenizer.json is not JSON',
  ],
  // scheduler
  ['Karras', set(scheduler, { use_karras_sigmas: true }), 'unsupported-config', 'use_karras_sigmas is true'],
  [
    'exponential',
    set(scheduler, { use_exponential_sigmas: true }),
    'unsupported-config',
    'use_exponential_sigmas',
  ],
  ['beta', set(scheduler, { use_beta_sigmas: true }), 'unsupported-config', 'use_beta_sigmas'],
  [
    'zero signal',
    set(scheduler, { rescale_betas_zero_snr: true }),
    'unsupported-config',
    'rescale_betas_zero_snr',
  ],
  ['betas of its own', set(scheduler, { trained_betas: [0.1] }), 'unsupported-config', 'trained_betas'],
  ['the logarithm', set(scheduler, { interpolation_type: 'log_linear' }), 'unsupported-config', 'log_linear'],
  ['continuous', set(scheduler, { timestep_type: 'continuous' }), 'unsupported-config', 'continuous'],
  [
    'another schedule',
    set(scheduler, { beta_schedule: 'squaredcos_cap_v2' }),
    'unsupported-config',
    'squaredcos_cap_v2',
  ],
  [
    'another answer',
    set(scheduler, { prediction_type: 'flow' }),
    'unsupported-config',
    'prediction_type is flow',
  ],
  [
    'another scheduler',
    set(scheduler, { _class_name: 'LCMScheduler' }),
    'unsupported-config',
    'LCMScheduler',
  ],
  ['no betas', without(scheduler, 'beta_start'), 'bad-config', 'scheduler/scheduler_config.json: beta_start'],
  [
    'betas that leave nothing',
    set(scheduler, { beta_end: 0.99, num_train_timesteps: 100_000 }),
    'unsupported-config',
    'leave nothing',
  ],
  [
    'more steps than timesteps',
    set(scheduler, { num_train_timesteps: 3 }),
    'unsupported-config',
    '4 steps of 3',
  ],
  // parallax.json
  ['nobody knows the steps', remove('parallax.json'), 'unsupported-config', '{"steps": N} to parallax.json'],
  ['no steps at all', set('parallax.json', { steps: 0 }), 'bad-config', 'parallax.json: steps'],
  ['a million steps', set('parallax.json', { steps: 1e6 }), 'bad-config', 'parallax.json: steps'],
  ['a key that means nothing', set('parallax.json', { stesp: 4 }), 'bad-config', 'stesp'],
  // graphs
  ['no graph', remove('unet/model.onnx'), 'checkpoint-not-found', 'unet/model.onnx'],
  [
    'no weights',
    remove('unet/model.onnx_data'),
    'checkpoint-not-found',
    'model.onnx_data, which is not there',
  ],
  [
    'a text for a graph',
    folder => writeFileSync(join(folder, 'unet/model.onnx'), 'version https://git-lfs'),
    'bad-config',
    'unet/model.onnx is not an ONNX graph',
  ],
  ['an empty graph', folder => writeFileSync(join(folder, 'unet/model.onnx'), ''), 'bad-config', '0 graphs'],
  [
    'half a graph',
    folder =>
      writeFileSync(
        join(folder, 'unet/model.onnx'),
        readFileSync(join(folder, 'unet/model.onnx')).subarray(0, 5000),
      ),
    'bad-config',
    'begins no field',
  ],
  [
    'a decoder for a UNet',
    folder => copyFileSync(join(folder, 'vae_decoder/model.onnx'), join(folder, 'unet/model.onnx')),
    'unsupported-config',
    'latent_sample',
  ],
  [
    'a guidance input',
    folder => writeTanhUnet(folder, 'F32', { timestep_cond: ['F32', ['batch', 256]] }),
    'unsupported-config',
    'timestep_cond, for which there is nothing: it is an LCM',
  ],
  [
    'a timestep with two dimensions',
    folder => writeTanhUnet(folder, 'F32', { timestep: ['F32', [1, 1]] }),
    'shape-mismatch',
    'timestep has 2 dimensions, not 0 or 1',
  ],
  [
    'fp16 that overflows',
    folder => {
      writeHalfDecoder(folder)
      set(vae, { force_upcast: true })(folder)
    },
    'unsupported-config',
    /force_upcast.*sdxl-vae-fp16-fix/,
  ],
  [
    'fp16 that may overflow',
    folder => {
      writeHalfDecoder(folder)
      without(vae, 'force_upcast')(folder)
    },
    'unsupported-config',
    'pictures would be black',
  ],
  [
    'weights out of the folder',
    folder =>
      writeGraph(folder, 'vae_decoder', graph => {
        graph.input('latent_sample', 'F32', ['batch', 4, 'height', 'width'])
        const kernel = {
          name: 'kernel',
          type: 'F32',
          file: '../../../etc/passwd',
          offset: 0,
          length: 192,
        } as const
        graph.add('ConvTranspose', ['latent_sample', graph.weight(kernel, [4, 3, 2, 2], 'F32')], ['sample'])
        graph.output('sample', 'F32', ['batch', 3, 'height', 'width'])
      }),
    'unsafe-file',
    '../../../etc/passwd',
  ],
  [
    'a link out of the folder',
    folder => {
      const elsewhere = join(temporaryFolder(), 'weights')
      copyFileSync(join(folder, 'unet/model.onnx_data'), elsewhere)
      rmSync(join(folder, 'unet/model.onnx_data'))
      symlinkSync(elsewhere, join(folder, 'unet/model.onnx_data'))
    },
    'unsafe-file',
    'leads out',
  ],
]

test.each(refused)('%s is refused', (_, change, reason, message) => {
  const folder = copyPipeline()
  change(folder)
  const said = typeof message === 'string' ? expect.stringContaining(message) : expect.stringMatching(message)
  expect(() => readPipeline(folder)).toThrow(
    expect.objectContaining({ name: 'Refusal', reason, message: said }),
  )
})
