#!/usr/bin/env python3
"""extract.py IN OUT [EVX]: reads reports, JSON lines of {"id","date","text"} in any number of files, with PySpark; pipes
each partition through `evx extract --ndjson`; and writes a table of meetings and one of decisions as Parquet to OUT.

evx must be on every machine of the cluster (spark-submit --files evx ships it). One process of evx serves a partition, so
packs are compiled once a partition, and the memory is that of the largest report.
"""
import shlex
import sys

from pyspark.sql import SparkSession, functions as F

RECORD = """
  document STRUCT<id: STRING, date: STRING, title: STRING>,
  meetings ARRAY<STRUCT<
    id: STRING, name: STRING, body: STRING, kind: STRING, status: STRING,
    date: STRUCT<start: STRING, end: STRING, precision: STRING>,
    venue: STRUCT<name: STRING, city: STRING, country: STRING>,
    decisions: ARRAY<STRUCT<id: STRING, status: STRING, action: STRING, text: STRING>>>>,
  error STRUCT<line: BIGINT, id: STRING, code: STRING, message: STRING>
"""


def main(source, target, evx="evx"):
    spark = SparkSession.builder.appName("evx").getOrCreate()
    # A bad line becomes an error record and status 1, which is no reason to fail the job.
    command = "sh -c " + shlex.quote(f'{shlex.quote(evx)} extract --ndjson || [ $? = 1 ]')
    lines = spark.sparkContext.textFile(source).pipe(command, checkCode=True)
    records = lines.map(lambda line: (line,)).toDF("line STRING")
    records = records.select(F.from_json("line", RECORD).alias("r")).select("r.*").cache()
    meetings = records.where("error IS NULL").select("document.id", F.explode("meetings").alias("m"))
    meetings.select("id", "m.id", "m.name", "m.body", "m.kind", "m.status", "m.date.start", "m.date.end", "m.venue.city",
                    "m.venue.country").toDF("document", "meeting", "name", "body", "kind", "status", "start", "end", "city",
                                            "country").write.mode("overwrite").parquet(f"{target}/meetings")
    decisions = meetings.select("id", F.col("m.id").alias("meeting"), "m.body", F.explode("m.decisions").alias("d"))
    decisions.select("id", "meeting", "body", "d.status", "d.action", "d.text").toDF(
        "document", "meeting", "body", "status", "action", "text").write.mode("overwrite").parquet(f"{target}/decisions")
    print(records.count(), "records,", records.where("error IS NOT NULL").count(), "errors")
    spark.stop()


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main(*sys.argv[1:])
