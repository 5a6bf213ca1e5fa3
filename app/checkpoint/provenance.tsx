import type { ReactNode } from 'react'
import type { BoardEntry } from '#lib/domain/board-entry'
import { EvidenceMark } from '../components/evidence-mark'
import { date } from '../format/dates'
import { parameters } from '../format/numbers'
import { fullSource, moduleTitle, shortDigest, shortSource } from '../format/provenance'

/** Where the numbers come from: what was measured, by what, when. */
export function Provenance({ entry }: { entry: BoardEntry }) {
  const { shape, engine, suite } = entry.summary
  const { vision, text } = shape
  return (
    <dl className="provenance mt-5 border-y border-rule py-2">
      <Fact term="Evidence">
        <EvidenceMark word />
      </Fact>
      <Fact term="Architecture">
        {moduleTitle(shape.family)}, {parameters(shape.parameters)}
      </Fact>
      <Fact term="Encoder, decoder">
        {moduleTitle(vision.modelType)} {vision.imageSize}/{vision.patchSize}, {moduleTitle(text.modelType)}{' '}
        {text.layers} layers
      </Fact>
      <Fact term="Source">
        <span className="type-code" title={fullSource(entry.source)}>
          {shortSource(entry.source)}
        </span>
      </Fact>
      <Fact term="Weights">
        <span className="type-code" title={entry.digest}>
          {shortDigest(entry.digest)}, {shape.storedPrecision}
        </span>
      </Fact>
      <Fact term="Run">
        <a className="link" href={`/submissions/${entry.submission}`}>
          {date(entry.finishedAt)}
        </a>
        , suite {suite}
      </Fact>
      <Fact term="Engine">
        {engine.version}, {engine.provider} {engine.precision}
      </Fact>
      <Fact term="Answers">
        <a className="link" href={`/api/runs/${entry.run}/responses`}>
          JSON lines
        </a>
      </Fact>
    </dl>
  )
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  )
}
