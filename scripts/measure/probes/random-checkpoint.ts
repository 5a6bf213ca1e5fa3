import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { z } from 'zod'
import { run } from '#scripts/processes'
import { textFiles } from './setting'

const published = 'test/fixtures/published/llava-onevision-qwen2-0.5b-ov-hf.json.gz'
const object = z.record(z.string(), z.unknown())
const files = z.object({ config: object, preprocessor: object, processor: object })

/** Ids of the borrowed tokenizer. */
const ids = { image: 483, end: 482, begin: 480 }

/** A picture is one tile; or it is cut into tiles, as the published configuration has it. */
export type Cut = 'one-tile' | 'tiles'

/**
 * LLaVA-OneVision-0.5B with random weights and a small tokenizer. With one tile it is the same tower, projector and
 * language model in a LLaVA that shows nothing but the whole picture. @param make runs torch_probes.py.
 */
export async function randomCheckpoint(
  folder: string,
  cut: Cut,
  python: string,
  script: string,
): Promise<void> {
  const { config, preprocessor, processor } = files.parse(
    JSON.parse(gunzipSync(readFileSync(published)).toString('utf8')),
  )
  const text = { ...object.parse(config.text_config), eos_token_id: ids.end, bos_token_id: ids.begin }
  const tiled = { ...config, text_config: text, image_token_index: ids.image }
  mkdirSync(folder, { recursive: true })
  const write = (name: string, value: unknown) =>
    writeFileSync(join(folder, name), JSON.stringify(value, null, 1))
  write('shape.json', cut === 'tiles' ? tiled : asLlava(tiled))
  await run(python, [script, 'make', join(folder, 'shape.json'), folder], { stdio: 'ignore' })
  // The file that transformers wrote names every default; the engine reads this one.
  write('config.json', cut === 'tiles' ? tiled : asLlava(tiled))
  write('preprocessor_config.json', cut === 'tiles' ? preprocessor : wholePicture)
  write('processor_config.json', cut === 'tiles' ? processor : { processor_class: 'LlavaProcessor' })
  write('generation_config.json', { eos_token_id: ids.end })
  for (const name of ['tokenizer.json', 'tokenizer_config.json', 'chat_template.jinja'])
    copyFileSync(join(textFiles, name), join(folder, name))
}

const wholePicture = {
  image_processor_type: 'SiglipImageProcessor',
  do_convert_rgb: true,
  do_normalize: true,
  do_rescale: true,
  do_resize: true,
  resample: 3,
  rescale_factor: 1 / 255,
  size: { height: 384, width: 384 },
  image_mean: [0.5, 0.5, 0.5],
  image_std: [0.5, 0.5, 0.5],
}

function asLlava({
  image_grid_pinpoints: _pinpoints,
  use_image_newline_parameter: _newline,
  video_token_index: _video,
  vision_aspect_ratio: _ratio,
  ...config
}: Record<string, unknown>) {
  return {
    ...config,
    model_type: 'llava',
    architectures: ['LlavaForConditionalGeneration'],
    image_seq_length: 729,
  }
}
