import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { editJson, type Header } from '#test/safetensors/write-safetensors'

/** What is done to a copy of a pipeline. */
export type Change = (folder: string) => void

export const files = {
  index: 'model_index.json',
  scheduler: 'scheduler/scheduler_config.json',
  unet: 'unet/config.json',
  vae: 'vae_decoder/config.json',
  text: 'text_encoder/config.json',
  text2: 'text_encoder_2/config.json',
} as const

export function set(file: string, change: Header): Change {
  return folder => editJson(folder, file, value => ({ ...value, ...change }))
}

export function without(file: string, key: string): Change {
  return folder =>
    editJson(folder, file, value =>
      Object.fromEntries(Object.entries(value).filter(([name]) => name !== key)),
    )
}

export function remove(file: string): Change {
  return folder => rmSync(join(folder, file))
}
