import { readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { CheckpointShape } from '#lib/domain/checkpoint'
import type { Judge } from '#lib/domain/judge'
import type { Identities, Lacking } from '#lib/domain/need'
import type { NotRun } from '#lib/domain/not-run'
import type { AlignmentResult } from '#lib/domain/reduction-result'
import { Refusal } from '#lib/domain/refusal'
import type { CheckpointSource } from '#lib/domain/submission'
import { alignmentKnn } from '#lib/probes/alignment-knn'
import type { Means } from '#lib/probes/suite-conditions'
import { type CheckpointKind, requireKind } from '#workers/compiler/checkpoint-kind'
import { readEncoderShape } from '#workers/compiler/encoders/read-shape'
import { readConfig } from '#workers/compiler/read-config'
import type { OpenOptions } from '#workers/runtime/open-checkpoint'
import { openEncoder } from '#workers/runtime/open-encoder'
import { openLanguageModel } from '#workers/runtime/open-language-model'
import type { ArtifactSource } from './artifact-source'
import { ArtifactFolder } from './artifacts/artifact-folder'
import { type ArtifactMeans, MachineMakers } from './artifacts/machine-makers'
import { openArtifacts } from './artifacts/open-artifacts'
import type { PicturedFile } from './artifacts/pictured-file'
import { attentionMissing, encoderMismatch, textMissing } from './encoder-fit'
import { encoderNeed, type Relatives } from './engine'
import type { ListedCondition } from './evaluate-slice'
import { type LongWork, unwatched } from './long-work'
import { type AlignmentRequest, reduceAlignment } from './reduce-alignment'

/** What a machine has for probes beside the checkpoint: folders, null or empty where there is none. */
export interface ProbeMeans extends ArtifactMeans {
  readonly languageModels: readonly string[]
  /** Where artifacts are kept. */
  readonly artifacts: string
}

/** Relatives that a submission declares. */
export interface DeclaredRelatives {
  readonly encoder: CheckpointSource | null
  readonly backbone: CheckpointSource | null
}

export const noDeclared: DeclaredRelatives = { encoder: null, backbone: null }

/** What there is to run probes with, and why something that was given cannot be used. */
export interface FoundMeans {
  readonly means: Means
  readonly lacking: Lacking
}

const nothingFound: FoundMeans = { means: [], lacking: {} }

/** What of a file is reduced, and by whom. */
export type ReductionRequest = Pick<AlignmentRequest, 'reduction' | 'file' | 'checkpoint' | 'encoder'>

/** One thing that is open: another one closes it first. */
class OneOpen<T extends { close(): Promise<void> }> {
  private held: { readonly name: string; readonly value: T } | null = null

  async get(name: string, open: () => Promise<T>): Promise<T> {
    if (this.held?.name === name) return this.held.value
    await this.close()
    const value = await open()
    this.held = { name, value }
    return value
  }

  async close(): Promise<void> {
    const { held } = this
    this.held = null
    await held?.value.close()
  }
}

/** Opens what probes need when they need it: at most one encoder and one backbone at a time. */
export class ProbeShelf {
  private readonly encoder = new OneOpen<NonNullable<Relatives['encoder']>>()
  private readonly backbone = new OneOpen<NonNullable<Relatives['backbone']>>()
  private readonly folder: ArtifactFolder
  private readonly makers: MachineMakers
  private named: Promise<Identities> | null = null

  /** @param locate gives the folder of a source, downloaded where it is a repository. */
  constructor(
    private readonly own: ProbeMeans,
    private readonly engine: OpenOptions,
    private readonly locate: (source: CheckpointSource) => Promise<string>,
    private readonly told: (line: string) => void = () => {},
  ) {
    this.folder = new ArtifactFolder(own.artifacts)
    this.makers = new MachineMakers(own, engine)
  }

  /**
   * What probes of a checkpoint with these relatives can be run with here, by their configurations.
   * @param checkpoint what the encoder must be the one inside of; null: that was seen to already.
   * @throws Refusal of a relative that is no encoder at all.
   */
  async means(
    { encoder, backbone }: DeclaredRelatives,
    judged: boolean,
    checkpoint: Pick<CheckpointShape, 'vision'> | null,
  ): Promise<FoundMeans> {
    const artifacts = this.artifactMeans()
    const sees = encoder ? await this.encoderMeans(encoder, checkpoint) : nothingFound
    return {
      means: [
        'weights',
        ...(judged ? (['judge'] as const) : []),
        ...sees.means,
        ...(backbone ? (['backbone'] as const) : []),
        ...artifacts.means,
        ...(this.own.languageModels.length === 0 ? [] : (['language-models'] as const)),
      ],
      lacking: { ...artifacts.lacking, ...sees.lacking },
    }
  }

  /** What is made once for all, whoever is asked. */
  artifactMeans(): FoundMeans & { readonly means: readonly ('saliency' | 'synthesizer')[] } {
    const { saliency, captioner, synthesizer } = this.own
    const blind = saliency === null ? null : attentionMissing(readEncoderShape(saliency))
    return {
      means: [
        ...(saliency === null || blind !== null ? [] : (['saliency'] as const)),
        ...(captioner === null || synthesizer === null ? [] : (['synthesizer'] as const)),
      ],
      lacking: blind === null ? {} : { saliency: blind },
    }
  }

  private async encoderMeans(
    source: CheckpointSource,
    checkpoint: Pick<CheckpointShape, 'vision'> | null,
  ): Promise<FoundMeans> {
    const shape = readEncoderShape(await this.located(source, 'encoder', 'encoder'))
    const other = checkpoint && encoderMismatch(shape, checkpoint)
    if (other !== null) return { means: [], lacking: { encoder: other, 'image-encoder': other } }
    const silent = textMissing(shape)
    return { means: [encoderNeed({ shape })], lacking: silent === null ? {} : { encoder: silent } }
  }

  /** The declared relatives, loaded; a wrong one is refused by its own name. @throws Refusal of the relative. */
  async relatives({ encoder, backbone }: DeclaredRelatives): Promise<Relatives> {
    return {
      encoder:
        encoder &&
        (await this.encoder.get(JSON.stringify(encoder), async () =>
          openEncoder(await this.located(encoder, 'encoder', 'encoder'), this.engine),
        )),
      backbone:
        backbone &&
        (await this.backbone.get(JSON.stringify(backbone), async () =>
          openLanguageModel(await this.located(backbone, 'language-model', 'backbone'), this.engine),
        )),
    }
  }

  private async located(source: CheckpointSource, kind: CheckpointKind, what: string): Promise<string> {
    const directory = await this.locate(source)
    requireKind(readConfig(directory), kind, what)
    return directory
  }

  /** What names all means exactly; relatives are loaded for it. @throws Refusal of what cannot be read. */
  async identities(declared: DeclaredRelatives, judge: Judge | null): Promise<Identities> {
    const { encoder, backbone } = await this.relatives(declared)
    this.named ??= this.ownIdentities()
    return {
      ...(judge ? { judge: judge.name } : {}),
      ...(encoder ? { [encoderNeed(encoder)]: encoder.digest } : {}),
      ...(backbone ? { backbone: backbone.digest } : {}),
      ...(await this.named),
    }
  }

  private async ownIdentities(): Promise<Identities> {
    const { saliency, captioner, synthesizer, likeness, languageModels } = this.own
    const compared =
      likeness === null ? '' : `, held against originals by ${await this.makers.digest(likeness)}`
    const read: string[] = []
    for (const directory of languageModels) read.push(await this.makers.digest(directory))
    return {
      ...(saliency === null ? {} : { saliency: await this.makers.digest(saliency) }),
      ...(captioner === null || synthesizer === null
        ? {}
        : {
            synthesizer: `${await this.makers.synthesizerName(synthesizer)} of captions by ${await this.makers.digest(captioner)}${compared}`,
          }),
      ...(read.length === 0 ? {} : { 'language-models': read.sort().join(' ') }),
    }
  }

  /** What the conditions of a file take that is made once for all checkpoints. @throws Refusal of whoever makes it. */
  readonly artifacts = (
    file: PicturedFile,
    lists: readonly ListedCondition[],
    work?: LongWork,
  ): Promise<ArtifactSource | null> =>
    openArtifacts(this.makers.makers(this.folder), file, lists, this.told, work)

  /**
   * What features of a file come to, or why they come to nothing: what one probe cannot read ends no run.
   * @param checkpoint opened with pooled taps. @throws Refusal `checkpoint-too-large`: another machine may do it.
   */
  async reduce(request: ReductionRequest, work: LongWork = unwatched): Promise<AlignmentResult | NotRun> {
    const languageModels = smallestFirst(this.own.languageModels).map(directory => ({
      name: basename(directory),
      open: () => openLanguageModel(directory, { ...this.engine, taps: 'pooled' }),
    }))
    this.told(
      `${request.file.title}: features are read and held against ${languageModels.length} language models`,
    )
    try {
      return await reduceAlignment({ ...request, languageModels, artifacts: this.folder }, work)
    } catch (error) {
      if (!(error instanceof Refusal) || error.reason === 'checkpoint-too-large') throw error
      // The refusal of a lease that was lost is none of the data.
      await work.pause()
      const reason = { code: 'unsupported', message: error.message } as const
      return { probe: alignmentKnn.id, benchmark: request.file.benchmark.id, reason }
    }
  }

  async close(): Promise<void> {
    await this.encoder.close()
    await this.backbone.close()
  }
}

/** Language models in the order in which they are held against pictures. */
export function smallestFirst(directories: readonly string[]): string[] {
  return directories.toSorted((a, b) => weightBytes(a) - weightBytes(b))
}

/** Of a folder's shards. */
function weightBytes(directory: string): number {
  return readdirSync(directory)
    .filter(name => name.endsWith('.safetensors'))
    .reduce((sum, name) => sum + statSync(join(directory, name)).size, 0)
}
