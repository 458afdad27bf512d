cache ||= () => 1;
export default function (x) {
    return x ? 1 : 2;
}
