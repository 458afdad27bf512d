export const Button = ({ label, onClick }: Props) => {
    if (!label) return null;
    return <button onClick={() => onClick && onClick()}>{label ? <b>{label}</b> : 'none'}</button>;
};

export function List<T,>(props: { items: T[] }) {
    return <>{props.items.map(i => <li>{i}</li>)}</>;
}
