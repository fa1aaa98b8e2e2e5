import { type Child, type FC, type PropsWithChildren } from 'hono/jsx';

interface FormProps {
  action: string;
  csrf: string;
  class?: string;
}

/** A form that changes something: it carries the session's token. */
export const Form: FC<PropsWithChildren<FormProps>> = ({ action, csrf, children, class: name }) => (
  <form method="post" action={action} class={name}>
    <input type="hidden" name="csrf" value={csrf} />
    {children}
  </form>
);

interface ConfirmProps extends FormProps {
  /** On the button that unfolds the question, such as `Disconnect`. */
  label: string;
  /** On the button that does it: what happens, and to whom. */
  confirm: string;
  /** Tells the buttons of a list apart for those who do not see the row. */
  about?: string;
  /** Fields of the form itself. */
  fields?: Child;
}

/** A destructive action: the first press says what will happen, the second does it. Works without script. */
export const Confirm: FC<PropsWithChildren<ConfirmProps>> = ({
  action,
  csrf,
  label,
  confirm,
  about,
  fields,
  children,
}) => (
  <details class="confirm" data-confirm>
    <summary class="button danger">
      {label}
      {about !== undefined && <span class="unseen"> {about}</span>}
    </summary>
    <div class="question">
      {children}
      <Form action={action} csrf={csrf}>
        {fields}
        <button type="submit" class="button danger solid">
          {confirm}
        </button>
      </Form>
    </div>
  </details>
);

interface FieldProps {
  label: string;
  hint?: Child;
}

/** A labelled field; the control is its child. */
export const Field: FC<PropsWithChildren<FieldProps>> = ({ label, hint, children }) => (
  <label class="field">
    <span class="label">{label}</span>
    {children}
    {hint !== undefined && <span class="hint">{hint}</span>}
  </label>
);
