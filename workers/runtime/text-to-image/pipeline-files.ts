import { statSync } from 'node:fs'
import { join } from 'node:path'
import { Refusal } from '#lib/domain/refusal'
import { checkpointFile } from '#workers/safetensors/checkpoint-file'
import { hashFile } from '../hash-file'
import { checkDecoderPorts } from './decode-latents'
import { checkUnetPorts } from './denoise'
import { type GraphFile, isHalf, readGraphFile } from './graph-file'
import { type Manifest, manifestFile } from './manifest'
import type { PipelineConfig } from './pipeline-config'

/** The four graphs of a pipeline. */
export interface PipelineGraphs {
  readonly first: GraphFile
  readonly second: GraphFile
  readonly unet: GraphFile
  readonly vae: GraphFile
}

/** The decoder whose weights were changed so that it stays within fp16. */
const halfSafeVae = 'madebyollin/sdxl-vae-fp16-fix'

const tokenizerFiles = [
  'tokenizer.json',
  'vocab.json',
  'merges.txt',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
]
const plainFiles = [
  'model_index.json',
  manifestFile,
  'scheduler/scheduler_config.json',
  ...['text_encoder', 'text_encoder_2', 'unet', 'vae_decoder'].map(folder => `${folder}/config.json`),
  ...['tokenizer', 'tokenizer_2'].flatMap(folder => tokenizerFiles.map(file => `${folder}/${file}`)),
]

/**
 * Reads what the graphs say of themselves and checks it against the configs; nothing is loaded.
 * @throws Refusal naming the file and what is wrong with it.
 */
export function readGraphs(directory: string, { vae }: PipelineConfig, manifest: Manifest): PipelineGraphs {
  const read = (component: string) => readGraphFile(directory, component)
  const graphs = {
    first: read('text_encoder'),
    second: read('text_encoder_2'),
    unet: read('unet'),
    vae: read('vae_decoder'),
  }
  checkUnetPorts(graphs.unet)
  checkDecoderPorts(graphs.vae)
  const half = graphs.vae.half || graphs.vae.inputs.some(({ type }) => isHalf(type))
  if (half && vae.overflows && manifest.vae !== halfSafeVae)
    throw new Refusal(
      'unsupported-config',
      `${graphs.vae.name} is in fp16 and its config has force_upcast: pictures would be black. Export it in fp32, or the decoder ${halfSafeVae} and name it as "vae" in ${manifestFile}`,
    )
  return graphs
}

/**
 * SHA-256 of every file that decides a picture, by its path below the pipeline's folder.
 * @param memory a folder that remembers hashes of large files, see `hashFile`.
 */
export async function hashPipeline(
  directory: string,
  graphs: PipelineGraphs,
  memory: string | null,
): Promise<Record<string, string>> {
  const files = [...plainFiles, ...Object.values(graphs).flatMap(filesOf)].sort()
  const hashes: Record<string, string> = {}
  for (const file of files) {
    const path = checkpointFile(directory, file)
    if (path !== null) hashes[file] = await hashFile(path, memory)
  }
  return hashes
}

/** Bytes of a graph and its weights. */
export function storedBytes(directory: string, graph: GraphFile): number {
  return filesOf(graph).reduce((sum, file) => sum + statSync(join(directory, file)).size, 0)
}

function filesOf({ name, dataFiles }: GraphFile): string[] {
  const folder = name.slice(0, name.lastIndexOf('/'))
  return [name, ...dataFiles.map(file => `${folder}/${file}`)]
}
