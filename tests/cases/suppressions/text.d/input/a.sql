-- cbcrawl:ignore sql/x
SELECT 1;
