-- expect warn @1: json:"part '1'\";\n<script> ü.sql"
select 1;
