'use client'

import { type ReactNode, useActionState } from 'react'
import { submitCheckpoint } from './submit-checkpoint'
import { emptySubmit } from './submit-state'

const suites = [
  { id: 'demo', title: 'Demo', note: 'the one the bundled mini benchmarks are evaluated under' },
  { id: 'standard', title: 'Standard', note: "the paper's choices, for the full benchmark files" },
  { id: 'full', title: 'Full', note: 'every control and condition; several times as long' },
] as const

/** Works without JavaScript, too: then the server renders the page again with what it refused. */
export function SubmitForm() {
  const [state, action, pending] = useActionState(submitCheckpoint, emptySubmit)
  return (
    <form action={action} className="border-t-[1.5px] border-strong">
      <Row htmlFor="path" title="Directory">
        <input
          aria-describedby={state.refusal ? 'refusal path-note' : 'path-note'}
          aria-invalid={state.refusal !== null}
          autoComplete="off"
          className="field type-code"
          defaultValue={state.path}
          id="path"
          key={state.path}
          maxLength={4096}
          name="path"
          placeholder="examples/checkpoints/scenes-llava"
          spellCheck={false}
          type="text"
        />
        <p className="mt-1.5 type-note" id="path-note">
          A folder on this machine in the layout of a Hugging Face checkpoint: config.json, tokenizer,
          safetensors. Nothing in it is executed or changed.
        </p>
      </Row>
      <Row htmlFor="name" title="Name">
        <input
          className="field"
          autoComplete="off"
          defaultValue={state.name}
          id="name"
          key={state.name}
          maxLength={80}
          name="name"
          type="text"
        />
        <p className="mt-1.5 type-note">What the leaderboard shows. Left empty, the folder's own name.</p>
      </Row>
      <details
        className="form-row border-b border-rule2"
        open={state.encoder !== '' || state.backbone !== '' || undefined}
      >
        <summary className="cursor-pointer type-interface font-medium">Relatives</summary>
        <div className="max-w-140">
          <RelativeField
            id="encoder"
            note="The encoder inside the checkpoint, with its own text tower: for recognition and alignment beside it."
            title="Encoder"
            value={state.encoder}
          />
          <RelativeField
            id="backbone"
            note="Its language model before visual tuning: for what tuning cost, and for leakage."
            title="Backbone"
            value={state.backbone}
          />
        </div>
      </details>
      <fieldset className="form-row">
        <legend className="float-left type-interface font-medium">Suite</legend>
        <div>
          {suites.map(({ id, title, note }) => (
            <label className="flex min-h-11 items-center gap-2.5 type-interface tablet:min-h-7" key={id}>
              <input
                className="size-4 flex-none accent-ink"
                defaultChecked={state.suite === id}
                key={state.suite}
                name="suite"
                type="radio"
                value={id}
              />
              <span>
                {title} <span className="text-ink3">{note}</span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      <div className="form-row">
        <span />
        <div>
          {state.refusal !== null && (
            <div className="mb-4 border-t border-neg pt-2" id="refusal" role="alert">
              <p className="flex items-baseline gap-2 type-interface">
                <span aria-hidden="true" className="size-2.5 flex-none border-[1.5px] border-neg" />
                <span className="[overflow-wrap:anywhere]">
                  <span className="font-medium">Not submitted.</span> {state.refusal}
                </span>
                {state.reason && <span className="ml-auto type-code text-ink3">{state.reason}</span>}
              </p>
            </div>
          )}
          <button className="button button-primary" disabled={pending} type="submit">
            Submit
          </button>
        </div>
      </div>
    </form>
  )
}

function RelativeField({
  id,
  title,
  note,
  value,
}: {
  id: string
  title: string
  note: string
  value: string
}) {
  return (
    <div className="mb-3">
      <label className="type-interface" htmlFor={id}>
        {title}
      </label>
      <input
        aria-describedby={`${id}-note`}
        autoComplete="off"
        className="field type-code"
        defaultValue={value}
        id={id}
        key={value}
        maxLength={4096}
        name={id}
        spellCheck={false}
        type="text"
      />
      <p className="mt-1 type-note" id={`${id}-note`}>
        {note}
      </p>
    </div>
  )
}

function Row({ title, htmlFor, children }: { title: string; htmlFor: string; children: ReactNode }) {
  return (
    <div className="form-row border-b border-rule2">
      <label className="type-interface font-medium" htmlFor={htmlFor}>
        {title}
      </label>
      <div className="max-w-140">{children}</div>
    </div>
  )
}
