import { z } from 'zod'
import { Refusal } from '#lib/domain/refusal'
import { count, layerCount } from '#workers/compiler/config-values'
import { parseConfig } from '#workers/compiler/parse-config'
import { requireJson } from './read-json'

/** What the exported files say of the networks. */
export interface PipelineConfig {
  readonly textEncoder: TextEncoderConfig
  readonly textEncoder2: TextEncoderConfig & { readonly projection: number }
  readonly unet: {
    readonly channels: number
    /** Latents a side where nothing else is asked for. */
    readonly sampleSize: number
    /** Sides of the latents are halved so often, which they must stand. */
    readonly halvings: number
  }
  readonly vae: VaeConfig
}

export interface TextEncoderConfig {
  readonly layers: number
  readonly width: number
  readonly positions: number
  readonly vocabulary: number
}

export interface VaeConfig {
  /** Pixels of a side to one latent. */
  readonly factor: number
  readonly scaling: number
  /** Per channel; null: latents are scaled only. */
  readonly statistics: { readonly mean: readonly number[]; readonly std: readonly number[] } | null
  /** Whether its activations overflow in fp16. */
  readonly overflows: boolean
  /** Of the layers next to the pixels. */
  readonly outerChannels: number
}

const component = z.tuple([z.string().nullable(), z.string().nullable()]).nullish()
const indexShape = z.looseObject({
  _class_name: z.string(),
  text_encoder: component,
  text_encoder_2: component,
  requires_aesthetics_score: z.boolean().nullish(),
})
const textShape = z.looseObject({
  num_hidden_layers: layerCount,
  hidden_size: count,
  max_position_embeddings: z.int().min(3).max(4096),
  vocab_size: count,
})
const blocks = z.array(count).min(1).max(8)
const unetShape = z.looseObject({
  in_channels: z.int().positive().max(256),
  sample_size: z.int().positive().max(1024),
  block_out_channels: blocks,
  cross_attention_dim: z.unknown(),
  addition_embed_type: z.string().nullish(),
  addition_time_embed_dim: count,
  projection_class_embeddings_input_dim: count,
  time_cond_proj_dim: z.number().nullish(),
})
const vaeShape = z.looseObject({
  scaling_factor: z.number().positive(),
  block_out_channels: blocks,
  latent_channels: z.int().positive(),
  latents_mean: z.array(z.number()).nullish(),
  latents_std: z.array(z.number()).nullish(),
  // Without the key the class takes it for true.
  force_upcast: z.boolean().nullish(),
})
const otherTasks = /Img2Img|Inpaint|ControlNet|Pix2Pix|Adapter/

/** @throws Refusal `checkpoint-not-found`, `bad-config`, `unsupported-config` naming the file and the key. */
export function readPipelineConfig(directory: string): PipelineConfig {
  checkIndex(directory)
  const read = <T>(name: string, shape: z.ZodType<T>) =>
    parseConfig(`${name}/config.json`, shape, requireJson(directory, `${name}/config.json`))
  const first = read('text_encoder', textShape)
  const second = read('text_encoder_2', textShape.extend({ projection_dim: count }))
  const unet = read('unet', unetShape)
  const vae = read('vae_decoder', vaeShape)
  checkUnet(unet, first.hidden_size + second.hidden_size, second.projection_dim)
  if (vae.latent_channels !== unet.in_channels)
    throw new Refusal(
      'shape-mismatch',
      `vae_decoder/config.json: latent_channels is ${vae.latent_channels}, the UNet's in_channels ${unet.in_channels}`,
    )
  return {
    textEncoder: toTextEncoder(first),
    textEncoder2: { ...toTextEncoder(second), projection: second.projection_dim },
    unet: {
      channels: unet.in_channels,
      sampleSize: unet.sample_size,
      halvings: unet.block_out_channels.length - 1,
    },
    vae: toVae(vae),
  }
}

function checkIndex(directory: string): void {
  const file = 'model_index.json'
  const index = parseConfig(file, indexShape, requireJson(directory, file))
  const { _class_name: name } = index
  if (!name.includes('StableDiffusionXL') || otherTasks.test(name))
    throw new Refusal(
      'unsupported-config',
      `${file}: ${name} is no text-to-image pipeline of Stable Diffusion XL`,
    )
  const lacking = (['text_encoder', 'text_encoder_2'] as const).find(key => !index[key]?.[1])
  if (lacking !== undefined)
    throw new Refusal(
      'unsupported-config',
      `${file}: there is no ${lacking}, as in a refiner, which draws no picture of its own`,
    )
  if (index.requires_aesthetics_score)
    throw new Refusal('unsupported-config', `${file}: requires_aesthetics_score is true, as in a refiner`)
}

function checkUnet(unet: z.infer<typeof unetShape>, width: number, projection: number): void {
  const file = 'unet/config.json'
  const refuse = (why: string) => {
    throw new Refusal('unsupported-config', `${file}: ${why}`)
  }
  if (unet.time_cond_proj_dim)
    refuse(`time_cond_proj_dim is ${unet.time_cond_proj_dim}, as in an LCM, whose guidance is an input`)
  if (unet.addition_embed_type !== 'text_time')
    refuse(`addition_embed_type is ${unet.addition_embed_type ?? 'null'}, not text_time`)
  if (unet.cross_attention_dim !== width)
    refuse(
      `cross_attention_dim is ${JSON.stringify(unet.cross_attention_dim)}, the text encoders have ${width}`,
    )
  const { addition_time_embed_dim: time, projection_class_embeddings_input_dim: added } = unet
  if (added === 5 * time + projection)
    refuse(`projection_class_embeddings_input_dim is ${added}: five numbers of the size, as in a refiner`)
  if (added !== 6 * time + projection)
    refuse(`projection_class_embeddings_input_dim is ${added}, not 6 x ${time} + ${projection}`)
}

function toTextEncoder(config: z.infer<typeof textShape>): TextEncoderConfig {
  return {
    layers: config.num_hidden_layers,
    width: config.hidden_size,
    positions: config.max_position_embeddings,
    vocabulary: config.vocab_size,
  }
}

function toVae(config: z.infer<typeof vaeShape>): VaeConfig {
  const { latents_mean: mean, latents_std: std, latent_channels: channels } = config
  for (const [key, values] of Object.entries({ latents_mean: mean, latents_std: std }))
    if (values && values.length !== channels)
      throw new Refusal(
        'shape-mismatch',
        `vae_decoder/config.json: ${key} has ${values.length} numbers for ${channels} channels`,
      )
  return {
    factor: 2 ** (config.block_out_channels.length - 1),
    scaling: config.scaling_factor,
    statistics: mean && std ? { mean, std } : null,
    overflows: config.force_upcast ?? true,
    outerChannels: config.block_out_channels[0] ?? 1,
  }
}
