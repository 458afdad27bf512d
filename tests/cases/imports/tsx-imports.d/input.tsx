import { Button } from "@/components/button";
export const A = () => <Button />;
