import { type Due } from '@sup/contracts';
import { describeDue } from '@sup/deadlines/protocol';
import { useLanguage } from '../language/language.tsx';

/** How a due date was counted, line by line, as it can be shown to the other side. */
export function Arithmetic({ due }: { readonly due: Due }) {
  const { language } = useLanguage();
  return (
    <ol className="arithmetic">
      {describeDue(due, language).map((line, index) => (
        <li key={index}>{line}</li>
      ))}
    </ol>
  );
}
