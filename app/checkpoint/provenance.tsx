import type { ReactNode } from 'react'
import { benchmarks as catalogue } from '#lib/benchmarks/index'
import type { BoardEntry } from '#lib/domain/board-entry'
import { exportsPrompts } from '#lib/leaderboard/export-response'
import { EvidenceMark } from '../components/evidence-mark'
import { Tag } from '../components/tag'
import { date } from '../format/dates'
import { listed, parameters } from '../format/numbers'
import { fullSource, moduleTitle, shortDigest, shortSource } from '../format/provenance'

/** Where the numbers come from: what was measured, by what, when. */
export function Provenance({ entry }: { entry: BoardEntry }) {
  const { shape, engine, suite } = entry.summary
  const { vision, text } = shape
  const withheld = withheldTitles(entry)
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
        {withheld.length > 0 && (
          <span className="pl-2">
            <Tag
              reason={`The licence does not let the items of ${listed(withheld)} be passed on: their lines have ids, answers and scores, and no prompt.`}
              word="prompts withheld"
            />
          </span>
        )}
      </Fact>
    </dl>
  )
}

/** The run's benchmarks whose prompts the download leaves out. */
function withheldTitles({ summary: { benchmarks, notScored } }: BoardEntry): string[] {
  return [...benchmarks, ...notScored].flatMap(({ benchmark, title }) => {
    const found = catalogue.find(({ id }) => id === benchmark)
    return found && !exportsPrompts(found) ? [title] : []
  })
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  )
}
